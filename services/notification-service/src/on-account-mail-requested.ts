import { createHash } from 'node:crypto'
import { accountMailRequested } from '@ecc/contracts/auth'
import type { PayloadOf } from '@ecc/contracts/define'
import { subscribe, type Tx } from '@ecc/kit'
import { accountLetter } from './account-letters.ts'
import type { Context } from './config.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'
import { anyReader, type Reader } from './times.ts'

type Request = PayloadOf<typeof accountMailRequested>

/** Sends a mail about the account itself. */
export const onAccountMailRequested = subscribe(
  accountMailRequested,
  async ({ id, payload, occurredAt, once }, ctx: Context) => {
    const reader = await readerOf(ctx, payload)
    await once((tx) => post(tx, ctx, payload, { id, at: occurredAt, reader }))
  },
)

async function post(tx: Tx, ctx: Context, request: Request, event: { id: string; at: string; reader: Reader }) {
  const { kind, token, userId, email } = request
  const letter = accountLetter(kind, { token, at: event.at, publicUrl: ctx.config.PUBLIC_URL, reader: event.reader })
  // The same link is mailed once, however often it is asked for.
  const about = token === null ? event.id : createHash('sha256').update(token).digest('base64url')
  await tellPeople(tx, ctx, [{ key: `${kind}:${about}`, letter, to: { id: userId, email } }])
}

/** Only these two letters tell a time; the others must not wait for user-service. */
async function readerOf(ctx: Context, { kind, userId }: Request): Promise<Reader> {
  if (kind !== 'password-changed' && kind !== 'login-ended-reuse') return anyReader
  return (await findPeople(ctx, [userId])).get(userId) ?? anyReader
}
