/** user-service: profiles, time zones, preferences, avatars, guardians. READ FIRST: the contents page. */
import { defineService } from '@ecc/kit'
import { checkGuardianConsent } from './check-guardian-consent.ts'
import { config } from './config.ts'
import { confirmGuardianConsent } from './confirm-guardian-consent.ts'
import { createUser } from './create-user.ts'
import { findUsers } from './find-users.ts'
import { forgetGuardianLinks } from './forget-guardian-links.ts'
import { getAvatar } from './get-avatar.ts'
import { getGuardian } from './get-guardian.ts'
import { getMe } from './get-me.ts'
import { nameGuardian } from './name-guardian.ts'
import { onAccountEmailConfirmed } from './on-account-email-confirmed.ts'
import { onAccountRegistered } from './on-account-registered.ts'
import { removeAvatar } from './remove-avatar.ts'
import { setAvatar } from './set-avatar.ts'
import { updateMe } from './update-me.ts'

export default defineService({
  name: 'user-service',
  port: 3002,
  config,
  migrations: new URL('../migrations/', import.meta.url),
  routes: [
    getMe,
    updateMe,
    setAvatar,
    removeAvatar,
    getAvatar,
    getGuardian,
    nameGuardian,
    confirmGuardianConsent,
    checkGuardianConsent,
    createUser,
    findUsers,
  ],
  subscriptions: [onAccountRegistered, onAccountEmailConfirmed],
  jobs: [forgetGuardianLinks],
})
