import { Page } from '../ui/page.tsx'

export function RoomPage() {
  return <Page title="Room">{null}</Page>
}
