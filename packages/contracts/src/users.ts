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

/** How a person likes things shown and what mail they want. */
export const Preferences = Shape({
  theme: OneOf(['system', 'dark', 'light']),
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

export const userUpdated = event('user.updated', PersonCard, 'Name, picture or zone of a person changed')
