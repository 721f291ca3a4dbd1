import { defineText } from '../../lib/text.ts'

export const useFeedText = defineText('calendar-feed', {
  title: 'Sessions in your calendar',
  lead: 'Subscribe once, and your calendar shows every session, also when it moves or is cancelled.',
  none: 'You get an address of your own. Whoever has it can see your sessions, so share it with nobody.',
  create: 'Get an address',
  address: 'Address of your calendar',
  once: 'We show this address only now, and keep no copy of it. If you lose it, replace it.',
  copy: 'Copy',
  copied: 'Copied',
  open: 'Open in a calendar app',
  howTo:
    'Google Calendar: Other calendars, From URL. Outlook: Add calendar, Subscribe from web. Most read it a few times a day.',
  made: 'You subscribed on {{date}}.',
  read: 'Last read by a calendar {{when}}.',
  unread: 'No calendar has read it yet.',
  replace: 'Replace the address',
  revoke: 'End it',
  replaceTitle: 'Replace the address?',
  replaceBody:
    'The address you have now stops working at once. Calendars that use it lose your sessions until you give them the new one.',
  replaceConfirm: 'Replace it',
  revokeTitle: 'End your calendar feed?',
  revokeBody:
    'The address stops working at once, and calendars that use it lose your sessions. You can get a new one later.',
  revokeConfirm: 'End it',
  revoked: 'Your calendar feed has ended',
})
