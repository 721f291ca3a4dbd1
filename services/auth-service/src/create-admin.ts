import * as contract from '@ecc/contracts/auth'
import type { BodyOf } from '@ecc/contracts/define'
import { createUser } from '@ecc/contracts/users'
import { handle } from '@ecc/kit'
import { type AccountRow, accountOf, addAccount, addRole, isOwnedAlready, ownerOf, toAccount } from './accounts.ts'
import { isEasyToGuess } from './common-password.ts'
import type { AuthContext } from './config.ts'
import { hashPassword } from './passwords.ts'

type Body = BodyOf<typeof contract.createAdmin>

/** POST /internal/admins: makes the address's owner an admin, keeping their password, else a new confirmed account. */
export const createAdmin = handle(contract.createAdmin, async ({ body }, ctx: AuthContext) => {
  const owner = (await ownerOf(ctx.sql, body.email)) ?? (await makeAccount(body, ctx))
  await addRole(ctx.sql, owner.id, 'admin')
  return toAccount(await accountOf(ctx.sql, owner.id))
})

async function makeAccount(body: Body, ctx: AuthContext): Promise<AccountRow> {
  const { email, password, displayName, timeZone } = body
  if (isEasyToGuess(password, { email, displayName })) throw contract.passwordTooCommon()
  const id = ctx.id()
  const passwordHash = await hashPassword(password, ctx)
  // The operator is not asked for a birth date; the person adds it, should they want to coach.
  await ctx.call(createUser, { params: { id }, body: { email, displayName, birthDate: null, timeZone, locale: 'en' } })
  try {
    return await ctx.sql.begin(async (tx) => {
      const account = await addAccount(tx, { id, email, passwordHash, roles: ['player'], confirmed: true }, ctx)
      await ctx.emit(tx, contract.emailConfirmed, { userId: id, email }, id)
      return account
    })
  } catch (error) {
    const owner = isOwnedAlready(error) ? await ownerOf(ctx.sql, email) : undefined
    if (!owner) throw error
    return owner // somebody else was first: theirs becomes admin
  }
}
