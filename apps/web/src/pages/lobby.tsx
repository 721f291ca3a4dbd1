import { Page } from '../ui/page.tsx'

export function LobbyPage() {
  return <Page title="Lobby">{null}</Page>
}
