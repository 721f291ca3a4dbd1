/** What auth-service promises: accounts, logins, tokens, and the keys that prove them. */
import { type Static, Type } from 'typebox'
import { Nothing, problem, Shape, service } from './define.ts'
import { unknownZone } from './users.ts'
import { DisplayName, Email, Id, Instant, LocalDate, Locale, OneOf, ZoneName } from './vocabulary.ts'

const { route, event } = service({
  name: 'auth-service',
  port: 3001,
  summary: 'Accounts, passwords, logins, access tokens and their keys',
})

/** The roles a person may hold, several at once. */
export const Role = OneOf(['player', 'coach', 'admin'])
const Password = Type.String({ minLength: 10, maxLength: 128, description: 'At least 10 characters' })
const Token = Type.String({ minLength: 20, maxLength: 512 })

/** An account as its owner sees it. */
export const Account = Shape({
  id: Id,
  email: Email,
  emailConfirmed: Type.Boolean(),
  roles: Type.Array(Role),
})
export type Account = Static<typeof Account>

/** Signed in: a ten-minute access token and a refresh token, which the web app holds as an HttpOnly cookie. */
export const SignedIn = Shape({
  account: Account,
  accessToken: Type.String({ description: 'JWT for `Authorization: Bearer`' }),
  accessTokenExpiresAt: Instant,
  refreshToken: Type.String({ description: 'One use; also set as the cookie `refresh_token`' }),
})
export type SignedIn = Static<typeof SignedIn>

/** A signed-in device. */
export const Login = Shape({
  id: Id,
  device: Type.String({ description: 'Told from the User-Agent, e.g. "Firefox on Linux"' }),
  address: Type.String(),
  createdAt: Instant,
  lastUsedAt: Instant,
  current: Type.Boolean(),
})

export const invalidCredentials = problem('invalid-credentials', 401, 'E-mail or password is wrong')
export const refreshRejected = problem('refresh-rejected', 401, 'Please sign in again')
export const tooManyAttempts = problem('too-many-attempts', 429, 'Too many attempts; try again later')
export const linkRejected = problem('link-rejected', 410, 'This link was used, has expired, or is not valid')
export const tooYoung = problem('too-young', 422, 'You must be at least 13 years old; coaches at least 18')
export const passwordTooCommon = problem('password-too-common', 422, 'This password is too easy to guess')
export const loginNotFound = problem('login-not-found', 404, 'There is no such login')

const ada = { email: 'ada@example.com', password: 'correct horse battery' }

export const register = route('register', {
  method: 'POST',
  path: '/auth/register',
  access: 'public',
  summary: 'Create an account and sign in',
  description:
    'Answers the same whether or not the address is known already: an account owns its e-mail address only once it has confirmed it. ' +
    'The owner of a known address is told by e-mail.',
  body: Shape({
    email: Email,
    password: Password,
    displayName: DisplayName,
    birthDate: LocalDate,
    timeZone: ZoneName,
    locale: Type.Optional(Locale),
    role: Type.Optional(OneOf(['player', 'coach'])),
  }),
  status: 201,
  reply: SignedIn,
  problems: [tooYoung, passwordTooCommon, unknownZone],
  limit: { max: 20, windowSeconds: 600 },
  example: { body: { ...ada, displayName: 'Ada', birthDate: '2001-02-03', timeZone: 'Europe/Berlin' } },
})

export const login = route('login', {
  method: 'POST',
  path: '/auth/login',
  access: 'public',
  summary: 'Sign in with e-mail and password',
  body: Shape({ email: Email, password: Type.String({ minLength: 1, maxLength: 128 }) }),
  reply: SignedIn,
  problems: [invalidCredentials, tooManyAttempts],
  limit: { max: 60, windowSeconds: 600 },
  example: { body: ada },
})

export const refresh = route('refresh', {
  method: 'POST',
  path: '/auth/refresh',
  access: 'public',
  summary: 'Exchange a refresh token for new tokens',
  description:
    'The token is taken from the body, else from the cookie. It works once; when a used one comes again, the whole login ends, because one of the two holders stole it.',
  body: Shape({ refreshToken: Type.Optional(Token) }),
  reply: SignedIn,
  problems: [refreshRejected],
  limit: { max: 120, windowSeconds: 600 },
})

export const logout = route('logout', {
  method: 'POST',
  path: '/auth/logout',
  access: 'public',
  summary: 'End this login',
  body: Shape({ refreshToken: Type.Optional(Token) }),
  status: 204,
  reply: Nothing,
})

export const getAccount = route('getAccount', {
  method: 'GET',
  path: '/auth/account',
  access: 'self',
  summary: 'Your account: address, whether confirmed, roles',
  reply: Account,
})

export const confirmEmail = route('confirmEmail', {
  method: 'POST',
  path: '/auth/confirm-email',
  access: 'public',
  summary: 'Confirm an e-mail address with the token from the mail',
  body: Shape({ token: Token }),
  status: 204,
  reply: Nothing,
  problems: [linkRejected],
  limit: { max: 30, windowSeconds: 600 },
})

export const resendConfirmation = route('resendConfirmation', {
  method: 'POST',
  path: '/auth/resend-confirmation',
  access: 'self',
  summary: 'Send the confirmation mail again',
  status: 204,
  reply: Nothing,
  limit: { max: 5, windowSeconds: 600 },
})

export const forgotPassword = route('forgotPassword', {
  method: 'POST',
  path: '/auth/forgot-password',
  access: 'public',
  summary: 'Ask for a link to set a new password',
  description: 'Answers 202 whether or not there is such an account.',
  body: Shape({ email: Email }),
  status: 202,
  reply: Nothing,
  limit: { max: 10, windowSeconds: 600 },
})

export const resetPassword = route('resetPassword', {
  method: 'POST',
  path: '/auth/reset-password',
  access: 'public',
  summary: 'Set a new password with the token from the mail; ends every login',
  body: Shape({ token: Token, password: Password }),
  status: 204,
  reply: Nothing,
  problems: [linkRejected, passwordTooCommon],
  limit: { max: 20, windowSeconds: 600 },
})

export const listLogins = route('listLogins', {
  method: 'GET',
  path: '/auth/logins',
  access: 'self',
  summary: 'Where you are signed in; at most the 50 latest',
  reply: Shape({ items: Type.Array(Login) }),
})

export const endLogin = route('endLogin', {
  method: 'DELETE',
  path: '/auth/logins/:id',
  access: 'self',
  summary: 'Sign a device out',
  params: Shape({ id: Id }),
  status: 204,
  reply: Nothing,
  problems: [loginNotFound],
})

export const becomeCoach = route('becomeCoach', {
  method: 'POST',
  path: '/auth/become-coach',
  access: 'self',
  summary: 'Add the coach role to your account; answers new tokens',
  body: Shape({}),
  reply: SignedIn,
  problems: [tooYoung],
})

export const getKeys = route('getKeys', {
  method: 'GET',
  path: '/auth/jwks',
  access: 'public',
  summary: 'The public keys that access tokens are signed with (JWKS, RFC 7517)',
  reply: Type.Object({ keys: Type.Array(Type.Object({}, { additionalProperties: true })) }),
})

export const createAdmin = route('createAdmin', {
  method: 'POST',
  path: '/internal/admins',
  access: 'service',
  summary: 'Create an admin account, or make an existing confirmed one admin',
  body: Shape({ email: Email, password: Password, displayName: DisplayName, timeZone: ZoneName }),
  status: 201,
  reply: Account,
  problems: [passwordTooCommon, unknownZone],
})

export const listAdmins = route('listAdmins', {
  method: 'GET',
  path: '/internal/admins',
  access: 'service',
  summary: 'The ids of staff, at most a hundred: who is told when something waits for them',
  reply: Shape({ ids: Type.Array(Id, { maxItems: 100 }) }),
})

export const accountRegistered = event(
  'account.registered',
  Shape({ userId: Id, email: Email, roles: Type.Array(Role), confirmationToken: Type.String() }),
  'An account was made; its owner is to confirm the e-mail address with the token',
)
export const emailConfirmed = event(
  'account.email-confirmed',
  Shape({ userId: Id, email: Email }),
  'The address is theirs',
)
export const coachRoleAdded = event('account.coach-role-added', Shape({ userId: Id }), 'A person became a coach')
export const accountMailRequested = event(
  'account.mail-requested',
  Shape({
    userId: Id,
    email: Email,
    kind: OneOf(['confirm-email', 'reset-password', 'already-registered', 'password-changed', 'login-ended-reuse']),
    token: Type.Union([Type.String(), Type.Null()]),
  }),
  'A mail about the account itself is to be sent',
)
