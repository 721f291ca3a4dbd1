import { defineText } from '../../lib/text.ts'

export const useNoticesText = defineText('notices', {
  title: 'Notices',
  lead: 'What happened with your sessions, your money and your account.',
  empty: 'Nothing yet',
  emptyBody: 'Bookings, reminders, refunds and ratings are told here, and by e-mail if you like.',
  preferences: 'Choose what comes by e-mail',
  unread: 'Unread',
  unreadCount_one: '{{count}} unread',
  unreadCount_other: '{{count}} unread',
  allRead: 'All read',
  readAll: 'Mark all as read',
  markRead: 'Mark as read: {{title}}',
  more: 'Show older notices',
  booking: 'Session',
  payment: 'Money',
  reminder: 'Reminder',
  rating: 'Rating',
  coach: 'Coaching',
  account: 'Account',
})
