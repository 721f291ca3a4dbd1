/** What user-service promises: who a person is to others, and how they like things. */
import { type Static, Type } from 'typebox'
import { Nothing, problem, Shape, service } from './define.ts'
import {
  ById,
  DisplayName,
  Email,
  Id,
  Instant,
  LocalDate,
  Locale,
  Nullable,
  OneOf,
  PersonCard,
  ZoneName,
} from './vocabulary.ts'

const { route, event } = service({
  name: 'user-service',
  port: 3002,
  summary: 'Profiles, time zones, preferences, avatars',
})

/** How a person likes things shown and what mail they want. The theme is `default` until one is chosen. */
export const Preferences = Shape({
  theme: OneOf(['default', 'system', 'dark', 'light']),
  hourCycle: OneOf(['locale', '12h', '24h']),
  emailReminders: Type.Boolean(),
  emailUpdates: Type.Boolean(),
})
export type Preferences = Static<typeof Preferences>

/** A person's own profile. `birthDate` is null only for an admin made by the operator, who was not asked for it. */
export const UserProfile = Shape({
  id: Id,
  displayName: DisplayName,
  email: Email,
  birthDate: Nullable(LocalDate),
  timeZone: ZoneName,
  locale: Locale,
  avatarUrl: Nullable(Type.String()),
  preferences: Preferences,
  createdAt: Instant,
})
export type UserProfile = Static<typeof UserProfile>

export const birthDateFixed = problem('birth-date-fixed', 422, 'The birth date cannot be changed here; ask support')
export const unknownZone = problem('unknown-time-zone', 422, 'That time zone is not known')
export const notAnImage = problem('not-an-image', 422, 'That file is not a PNG, JPEG or WebP image')

export const getMe = route('getMe', {
  method: 'GET',
  path: '/users/me',
  access: 'self',
  summary: 'Your profile',
  reply: UserProfile,
})

export const updateMe = route('updateMe', {
  method: 'PATCH',
  path: '/users/me',
  access: 'self',
  summary: 'Change your profile; only the fields sent',
  body: Shape({
    displayName: Type.Optional(DisplayName),
    timeZone: Type.Optional(ZoneName),
    locale: Type.Optional(Locale),
    birthDate: Type.Optional(LocalDate),
    preferences: Type.Optional(Type.Partial(Preferences, { additionalProperties: false })),
  }),
  reply: UserProfile,
  problems: [birthDateFixed, unknownZone],
  example: { body: { timeZone: 'America/New_York' } },
})

export const setAvatar = route('setAvatar', {
  method: 'PUT',
  path: '/users/me/avatar',
  access: 'self',
  summary: 'Set your picture: PNG, JPEG or WebP, at most 2 MiB',
  body: Type.Any(),
  rawBody: ['image/png', 'image/jpeg', 'image/webp'],
  bodyLimitBytes: 2 * 1024 * 1024,
  reply: Shape({ avatarUrl: Type.String() }),
  problems: [notAnImage],
  limit: { max: 20, windowSeconds: 600 },
})

export const removeAvatar = route('removeAvatar', {
  method: 'DELETE',
  path: '/users/me/avatar',
  access: 'self',
  summary: 'Remove your picture',
  status: 204,
  reply: Nothing,
})

export const getAvatar = route('getAvatar', {
  method: 'GET',
  path: '/users/:id/avatar/:version',
  access: 'public',
  summary: "A person's picture; the address changes with the picture, so it may be cached for good",
  params: Shape({ id: Id, version: Type.String({ pattern: '^[a-f0-9]{16}$' }) }),
  reply: Type.Any(),
  rawReply: 'image/*',
})

/**
 * Who answers for a person of 13 to 17 years. While `required`, the person pays only when the state is `confirmed`;
 * `asked` until the guardian has followed the link of the mail.
 */
export const Guardian = Shape({
  required: Type.Boolean(),
  state: OneOf(['none', 'asked', 'confirmed']),
  email: Nullable(Email),
  askedAt: Nullable(Instant),
  confirmedAt: Nullable(Instant),
})
export type Guardian = Static<typeof Guardian>

export const guardianNotNeeded = problem('guardian-not-needed', 409, 'Only people under 18 name a guardian')
export const guardianIsSelf = problem('guardian-is-self', 422, 'A guardian has an e-mail address other than yours')
export const tooManyGuardianMails = problem(
  'too-many-guardian-mails',
  429,
  'Five mails were sent to guardians of yours within a day; wait until tomorrow, or ask the guardian to look for one of them',
)
export const guardianLinkRejected = problem(
  'guardian-link-rejected',
  410,
  'This link has expired, was replaced, or is not valid',
)
export const guardianConsentRequired = problem(
  'guardian-consent-required',
  403,
  'You are under 18: name a guardian in your settings; once they have followed the link in our mail to them, you can pay',
)

export const getGuardian = route('getGuardian', {
  method: 'GET',
  path: '/users/me/guardian',
  access: 'self',
  summary: 'Whether you need a guardian, and whether yours has agreed',
  reply: Guardian,
})

export const nameGuardian = route('nameGuardian', {
  method: 'PUT',
  path: '/users/me/guardian',
  access: 'self',
  summary: 'Name your guardian, who gets a mail with a link to agree; the same one again sends another',
  body: Shape({ email: Email }),
  reply: Guardian,
  problems: [guardianNotNeeded, guardianIsSelf, tooManyGuardianMails],
  limit: { max: 20, windowSeconds: 600 },
})

export const confirmGuardianConsent = route('confirmGuardianConsent', {
  method: 'POST',
  path: '/guardian-consents/confirm',
  access: 'public',
  summary: 'Agree as a guardian, by the token of the mailed link; answers for whom',
  body: Shape({ token: Type.String({ minLength: 20, maxLength: 200 }) }),
  reply: Shape({ displayName: Type.String() }),
  problems: [guardianLinkRejected],
  limit: { max: 30, windowSeconds: 600 },
  example: { body: { token: 'VGhpcyBpcyBvbmx5IGFuIGV4YW1wbGUgb2YgYSB0b2tlbg' } },
})

export const checkGuardianConsent = route('checkGuardianConsent', {
  method: 'GET',
  path: '/internal/users/:id/guardian-consent',
  access: 'service',
  summary: 'Whether a person needs a guardian who agrees before paying, and has one',
  params: ById,
  reply: Shape({ required: Type.Boolean(), given: Type.Boolean() }),
})

export const createUser = route('createUser', {
  method: 'PUT',
  path: '/internal/users/:id',
  access: 'service',
  summary: 'Make the profile of a new account; repeating it changes nothing',
  params: ById,
  body: Shape({
    email: Email,
    displayName: DisplayName,
    birthDate: Nullable(LocalDate),
    timeZone: ZoneName,
    locale: Locale,
  }),
  status: 204,
  reply: Nothing,
  problems: [unknownZone],
})

/** What other services need to know of a person to show or to write to them. */
export const Contact = Shape({
  ...PersonCard.properties,
  email: Email,
  locale: Locale,
  birthDate: Nullable(LocalDate),
  preferences: Preferences,
})
export type Contact = Static<typeof Contact>

export const findUsers = route('findUsers', {
  method: 'POST',
  path: '/internal/users/find',
  access: 'service',
  summary: 'The contacts of these people, at most 100; unknown ids are left out',
  body: Shape({ ids: Type.Array(Id, { maxItems: 100 }) }),
  reply: Shape({ items: Type.Array(Contact) }),
})

export const guardianConsentRequested = event(
  'guardian.consent-requested',
  Shape({ userId: Id, displayName: Type.String(), email: Email, token: Type.String() }),
  'A person named a guardian, who is to be asked by mail',
)
export const guardianConsentGiven = event('guardian.consent-given', Shape({ userId: Id }), 'A guardian agreed')
export const userUpdated = event('user.updated', PersonCard, 'Name, picture or zone of a person changed')
