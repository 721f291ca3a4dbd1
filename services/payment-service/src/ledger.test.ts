import { type Tx, violates } from '@ecc/kit'
import { anId } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  balanceOf,
  coachPayable,
  escrow,
  type Posting,
  post,
  proveLedger,
  psp,
  receivable,
  refundDue,
} from './ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

const now = () => t.clock.now()
const capture = (bookingId: string, amount = 10_000): Posting => ({
  kind: 'captured',
  source: `ch_${anId()}`,
  currency: 'EUR',
  escrowId: bookingId,
  lines: [
    [psp, amount],
    [escrow(bookingId), -amount],
  ],
  at: now(),
})
const posted = (posting: Posting) => t.sql.begin((tx) => post(tx, posting))
const breaks = (constraint: string) => (error: unknown) => violates(error, constraint)
const refused = (work: (tx: Tx) => Promise<unknown>, constraint: string) =>
  expect(t.sql.begin(work)).rejects.toSatisfy(breaks(constraint))

async function aTransaction(): Promise<{ id: number; account: number }> {
  const bookingId = anId()
  const id = (await posted(capture(bookingId))) as number
  const { account } = await t.sql.one<{ account: number }>`
    select id as account from ledger_accounts where name = ${escrow(bookingId)}`
  return { id, account }
}

/** A new account that no transaction has touched. */
async function anAccount(tx: Tx, currency = 'EUR'): Promise<number> {
  const { id } = await tx.one<{ id: number }>`
    insert into ledger_accounts (name, kind, currency) values (${escrow(anId())}, 'liab:escrow', ${currency}) returning id`
  return id
}

async function addLine(tx: Tx, id: number | null, account: number, currency = 'EUR') {
  await tx`
    insert into ledger_entries (transaction_id, account_id, currency, amount) values (${id}, ${account}, ${currency}, -5)`
}

describe('the ledger', () => {
  it('posts a fact once, and tells a repeat from a first time', async () => {
    const posting = capture(anId())
    expect(await posted(posting)).toBeTypeOf('number')
    expect(await posted(posting)).toBeNull()
    expect(await balanceOf(t.sql, posting.lines[1]![0], 'EUR')).toBe(10_000)
  })

  it('posts a fact once when two workers record it at the same moment', async () => {
    const posting = capture(anId())
    const ids = await Promise.all(Array.from({ length: 8 }, () => posted(posting)))
    expect(ids.filter((id) => id !== null)).toHaveLength(1)
    expect(await balanceOf(t.sql, posting.lines[1]![0], 'EUR')).toBe(10_000)
  })

  it('refuses a transaction that does not sum to zero', async () => {
    const bookingId = anId()
    const lines = [[psp, 100] as const, [escrow(bookingId), -99] as const]
    await refused((tx) => post(tx, { ...capture(bookingId), lines }), 'transaction_sums_to_zero')
  })

  it('refuses a transaction of one line, and of none', async () => {
    await refused((tx) => post(tx, { ...capture(anId()), lines: [[psp, 1]] }), 'transaction_sums_to_zero')
    await refused((tx) => post(tx, { ...capture(anId()), lines: [] }), 'transaction_sums_to_zero')
  })

  it('checks the sum again when lines are added after an early check', async () => {
    await refused(async (tx) => {
      const id = await post(tx, capture(anId()))
      await tx`set constraints all immediate`
      await tx`set constraints all deferred`
      await addLine(tx, id, await anAccount(tx))
    }, 'transaction_sums_to_zero')
  })

  it('refuses a second currency in one transaction', async () => {
    await refused(async (tx) => {
      const id = await post(tx, capture(anId()))
      await addLine(tx, id, await anAccount(tx, 'USD'))
    }, 'entry_in_its_accounts_currency')
    await refused(async (tx) => {
      const id = await post(tx, capture(anId()))
      await addLine(tx, id, await anAccount(tx, 'USD'), 'USD')
    }, 'entry_in_its_transactions_currency')
  })

  it('refuses a line added to a closed transaction', async () => {
    const { id } = await aTransaction()
    await refused(async (tx) => addLine(tx, id, await anAccount(tx)), 'no_line_in_a_closed_transaction')
  })

  it('refuses to change, delete or truncate what is posted', async () => {
    const { id, account } = await aTransaction()
    const denied = /permission denied|append only/
    await expect(t.sql`update ledger_entries set amount = 1 where transaction_id = ${id}`).rejects.toThrow(denied)
    await expect(t.sql`delete from ledger_entries where transaction_id = ${id}`).rejects.toThrow(denied)
    await expect(t.sql`update ledger_transactions set kind = 'settled' where id = ${id}`).rejects.toThrow(denied)
    await expect(t.sql`update ledger_transactions set id = default where id = ${id}`).rejects.toThrow(denied)
    await expect(t.sql`delete from ledger_transactions where id = ${id}`).rejects.toThrow(denied)
    await expect(t.sql`delete from ledger_accounts where id = ${account}`).rejects.toThrow(denied)
    await expect(t.sql`truncate ledger_entries`).rejects.toThrow(denied)
    await expect(t.sql`truncate ledger_transactions cascade`).rejects.toThrow(denied)
    await expect(t.sql`truncate ledger_accounts cascade`).rejects.toThrow(denied)
  })

  it('stays append only when the role gives itself the rights back', async () => {
    const { id } = await aTransaction()
    await refused(async (tx) => {
      await tx`grant update, delete, truncate on ledger_entries to current_user`
      await tx`delete from ledger_entries where transaction_id = ${id}`
    }, 'ledger_is_append_only')
    await refused(async (tx) => {
      await tx`grant truncate on ledger_entries to current_user`
      await tx`truncate ledger_entries`
    }, 'ledger_is_append_only')
  })

  it('keeps balances equal to the sums: nobody sets one, no account opens with money', async () => {
    const { account } = await aTransaction()
    await refused((tx) => tx`update ledger_accounts set balance = 0 where id = ${account}`, 'balance_equals_entries')
    await refused(
      (tx) =>
        tx`insert into ledger_accounts (name, kind, currency, balance) values ('asset:bank', 'asset:bank', 'EUR', 1)`,
      'balance_equals_entries',
    )
  })

  it('refuses an escrow, a refund owed and a payable below zero', async () => {
    const bookingId = anId()
    await posted(capture(bookingId, 100))
    const coachId = anId()
    const overdraw = (from: Posting['lines'][number][0]): Posting => ({
      ...capture(bookingId),
      lines: [
        [from, 101],
        [psp, -101],
      ],
    })
    for (const account of [escrow(bookingId), refundDue(bookingId), coachPayable(coachId)]) {
      await refused((tx) => post(tx, overdraw(account)), 'liability_never_below_zero')
    }
    const claim: Posting = {
      ...capture(bookingId),
      lines: [
        [receivable(coachId), -1],
        [psp, 1],
      ],
    }
    await refused((tx) => post(tx, claim), 'claim_never_below_zero')
  })

  it('does not overdraw an escrow from many sides at once', async () => {
    const bookingId = anId()
    await posted(capture(bookingId, 500))
    const take = () =>
      posted({
        ...capture(bookingId),
        lines: [
          [escrow(bookingId), 100],
          [psp, -100],
        ],
      })
    const results = await Promise.allSettled(Array.from({ length: 12 }, take))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    expect(await balanceOf(t.sql, escrow(bookingId), 'EUR')).toBe(0)
  })

  it('refuses amounts beyond 2^53 - 1, in a line and in a balance', async () => {
    const huge = Number.MAX_SAFE_INTEGER
    const [from, to] = [escrow(anId()), escrow(anId())]
    const lines = (amount: number | bigint): Posting['lines'] => [
      ['asset:bank', amount as number],
      [from, -amount as number],
    ]
    await refused(
      (tx) => post(tx, { ...capture(anId()), currency: 'GBP', lines: lines(9_007_199_254_740_992n) }),
      'amount_is_a_safe_integer',
    )
    await posted({ ...capture(anId()), currency: 'GBP', lines: lines(huge) })
    const more: Posting['lines'] = [
      ['asset:bank', 1],
      [to, -1],
    ]
    await refused((tx) => post(tx, { ...capture(anId()), currency: 'GBP', lines: more }), 'balance_is_a_safe_integer')
  })

  it('lets a transaction be reversed once, and only by its mirror', async () => {
    const bookingId = anId()
    const reverses = (await posted(capture(bookingId))) as number
    const mirror = (amount: number): Posting => ({
      ...capture(bookingId),
      lines: [
        [psp, -amount],
        [escrow(bookingId), amount],
      ],
      reverses,
    })
    await refused((tx) => post(tx, mirror(9_999)), 'reversal_mirrors')
    expect(await posted(mirror(10_000))).toBeTypeOf('number')
    await posted(capture(bookingId))
    await refused((tx) => post(tx, mirror(10_000)), 'reversed_at_most_once')
  })

  it('refuses to share out money that is frozen, or that no payment knows', async () => {
    const { booking } = await t.paid()
    const settled = (bookingId: string): Posting => ({
      ...capture(bookingId),
      kind: 'settled',
      source: anId(),
      lines: [
        [escrow(bookingId), 1],
        [refundDue(bookingId), -1],
      ],
    })
    for (const column of ['frozen_by_dispute', 'frozen_by_chargeback']) {
      await t.sql`update escrows set frozen_by_dispute = ${column === 'frozen_by_dispute'} where id = ${booking.id}`
      await t.sql`
        update payments set frozen_by_chargeback = ${column === 'frozen_by_chargeback'} where order_id = ${booking.id}`
      await refused((tx) => post(tx, settled(booking.id)), 'no_release_while_frozen')
    }
    await refused((tx) => post(tx, settled(anId())), 'no_release_while_frozen')
  })

  it('sums to zero, with balances equal to their entries, whatever is posted in whatever order', async () => {
    const accounts = [
      psp,
      'asset:bank',
      'rev:platform_fee',
      'exp:stripe_fee',
      escrow(anId()),
      coachPayable(anId()),
    ] as const
    const move = fc.tuple(
      fc.nat(accounts.length - 1),
      fc.nat(accounts.length - 1),
      fc.integer({ min: 1, max: 1_000_000 }),
    )
    await fc.assert(
      fc.asyncProperty(fc.array(move, { minLength: 1, maxLength: 8 }), async (moves) => {
        for (const [from, to, amount] of moves.filter(([from, to]) => from !== to)) {
          const lines = [[accounts[to]!, amount] as const, [accounts[from]!, -amount] as const]
          await posted({ ...capture(anId()), currency: 'USD', lines }).catch((error: unknown) => {
            if (!violates(error, 'liability_never_below_zero')) throw error
          })
        }
        const dollars = (await proveLedger(t.sql)).currencies.find(({ currency }) => currency === 'USD')
        expect(dollars?.sum ?? 0).toBe(0)
        expect(dollars?.wrongBalances ?? 0).toBe(0)
      }),
      { numRuns: 25 },
    )
  })
})
