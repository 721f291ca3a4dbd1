import { IconCalendarEvent, IconHeadset, IconSearch, IconShieldHalf } from '@tabler/icons-react'
import type { Session } from '../../lib/session.ts'

/** The main sections a person has, by their roles. */
export function sectionsOf(session: Session) {
  const roles = session.account?.roles ?? []
  return [
    { to: '/coaches', text: 'find', short: 'findShort', icon: IconSearch, shown: true },
    {
      to: '/bookings',
      text: 'sessions',
      short: 'sessionsShort',
      icon: IconCalendarEvent,
      shown: session.status === 'signed-in',
    },
    { to: '/coach', text: 'coachDesk', short: 'coachShort', icon: IconHeadset, shown: roles.includes('coach') },
    { to: '/admin', text: 'admin', short: 'admin', icon: IconShieldHalf, shown: roles.includes('admin') },
  ].filter((section) => section.shown) as {
    to: '/coaches' | '/bookings' | '/coach' | '/admin'
    text: 'find' | 'sessions' | 'coachDesk' | 'admin'
    short: 'findShort' | 'sessionsShort' | 'coachShort' | 'admin'
    icon: typeof IconSearch
  }[]
}
