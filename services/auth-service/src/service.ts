/** auth-service: accounts, passwords, logins, access tokens and their keys. READ FIRST: the contents page. */
import { defineService } from '@ecc/kit'
import { becomeCoach } from './become-coach.ts'
import { config, openResources } from './config.ts'
import { confirmEmail } from './confirm-email.ts'
import { createAdmin } from './create-admin.ts'
import { endLogin } from './end-login.ts'
import { forgotPassword } from './forgot-password.ts'
import { getAccount } from './get-account.ts'
import { getKeys } from './get-keys.ts'
import { listAdmins } from './list-admins.ts'
import { listLogins } from './list-logins.ts'
import { login } from './login.ts'
import { logout } from './logout.ts'
import { mailPasswordLink } from './mail-password-link.ts'
import { refresh } from './refresh.ts'
import { register } from './register.ts'
import { resendConfirmation } from './resend-confirmation.ts'
import { resetPassword } from './reset-password.ts'
import { rotateSigningKeys } from './rotate-signing-keys.ts'
import { sweepExpired } from './sweep-expired.ts'

export default defineService({
  name: 'auth-service',
  port: 3001,
  config,
  migrations: new URL('../migrations/', import.meta.url),
  resources: openResources,
  routes: [
    register,
    login,
    refresh,
    logout,
    getAccount,
    confirmEmail,
    resendConfirmation,
    forgotPassword,
    resetPassword,
    listLogins,
    endLogin,
    becomeCoach,
    getKeys,
    createAdmin,
    listAdmins,
  ],
  jobs: [mailPasswordLink, rotateSigningKeys, sweepExpired],
})
