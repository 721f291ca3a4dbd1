import { getBooking } from '@ecc/contracts/bookings'
import { useParams } from '@tanstack/react-router'
import { Lobby } from '../features/room/lobby.tsx'
import { useCompany, useLobbyText } from '../features/room/lobby-text.ts'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function LobbyPage() {
  const t = useLobbyText()
  const { id } = useParams({ from: '/shell/bookings/$id/lobby' })
  const booking = useApiQuery(getBooking, { params: { id } }, { refetchInterval: useLiveInterval() })
  const name = useCompany(booking.data)
  const lead = name && t('lead', { offer: booking.data?.offerTitle, name })
  return (
    <Page title={t('pageTitle')} lead={lead}>
      <Loaded query={booking}>{(data) => <Lobby booking={data} />}</Loaded>
    </Page>
  )
}
