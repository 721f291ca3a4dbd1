/** Every contract of the platform, for the gateway's routing, OpenAPI, and tests generated from contracts. */
import * as aftermath from './aftermath.ts'
import * as auth from './auth.ts'
import * as availability from './availability.ts'
import * as bookings from './bookings.ts'
import * as calendarFeeds from './calendar-feeds.ts'
import * as cards from './cards.ts'
import * as chargebacks from './chargebacks.ts'
import * as coaches from './coaches.ts'
import * as dateQuotes from './date-quotes.ts'
import type { Event, Route, ServiceInfo } from './define.ts'
import * as disputes from './disputes.ts'
import * as earnings from './earnings.ts'
import * as externalCalendars from './external-calendars.ts'
import * as giftCards from './gift-cards.ts'
import * as groupDates from './group-dates.ts'
import * as groups from './groups.ts'
import * as notifications from './notifications.ts'
import * as operator from './operator.ts'
import * as orderQuotes from './order-quotes.ts'
import * as orders from './orders.ts'
import * as packageOffers from './package-offers.ts'
import * as packages from './packages.ts'
import * as payments from './payments.ts'
import * as payouts from './payouts.ts'
import * as platform from './platform.ts'
import * as policies from './policies.ts'
import * as promoCodes from './promo-codes.ts'
import * as ratings from './ratings.ts'
import * as receipts from './receipts.ts'
import * as requests from './requests.ts'
import * as reschedules from './reschedules.ts'
import * as series from './series.ts'
import * as statements from './statements.ts'
import * as users from './users.ts'
import * as verifications from './verifications.ts'
import * as video from './video.ts'
import * as waitingList from './waiting-list.ts'

const contracts = [
  auth,
  users,
  coaches,
  availability,
  packageOffers,
  dateQuotes,
  groupDates,
  verifications,
  externalCalendars,
  bookings,
  disputes,
  policies,
  aftermath,
  orders,
  groups,
  packages,
  waitingList,
  requests,
  reschedules,
  series,
  video,
  ratings,
  payments,
  operator,
  chargebacks,
  cards,
  receipts,
  orderQuotes,
  promoCodes,
  giftCards,
  earnings,
  payouts,
  statements,
  notifications,
  calendarFeeds,
  platform,
]
const isKind = (kind: string) => (value: unknown) =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === kind
const exported = [...new Set(contracts.flatMap((contract) => Object.values<unknown>(contract)))]

/** All routes, public and internal. */
export const allRoutes = exported.filter(isKind('route')) as unknown as readonly Route[]

/** All events. */
export const allEvents = exported.filter(isKind('event')) as unknown as readonly Event[]

/** The services, in the order of their ports. */
export const allServices: readonly ServiceInfo[] = [
  ...new Map(allRoutes.map((route) => [route.service.name, route.service])).values(),
].sort((a, b) => a.port - b.port)
