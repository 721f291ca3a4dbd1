/** The ledger refuses: each rule is tried to be broken, by what the service's own role could do. */
import { type Tx, violates } from '@ecc/kit'
import { anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  captured,
  type Fact,
  freeze,
  knowEscrow,
  netted,
  refundFailed,
  refundSent,
  reinstated,
  settled,
  someParties,
  transferred,
} from './ledger.testing.ts'
import { type Account, balanceOf, coachPayable, defectsOf, escrow, post, psp } from './ledger.ts'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

const postIn = (tx: Tx, fact: Fact, currency = 'EUR') => post(tx, { ...fact, currency, at: t.clock.now() })
const posted = (fact: Fact, currency?: string) => t.sql.begin((tx) => postIn(tx, fact, currency))
const refused = (work: (tx: Tx) => Promise<unknown>, constraint: string) =>
  expect(t.sql.begin(work)).rejects.toSatisfy((error: unknown) => violates(error, constraint))
const refusesToPost = (fact: Fact, constraint: string, currency?: string) =>
  refused((tx) => postIn(tx, fact, currency), constraint)
const denied = (work: (tx: Tx) => Promise<unknown>) =>
  expect(t.sql.begin(work)).rejects.toThrow(/permission denied|must be (able to|owner|superuser)|append only/)
const heldIn = (escrowId: string) => balanceOf(t.sql, escrow(escrowId), 'EUR')

/** A capture of 100.00 that is posted and closed. */
async function aCapture() {
  const parties = someParties()
  const fact = captured(parties, 10_000)
  const id = (await posted(fact)) as number
  return { parties, fact, id }
}

/** A new account that no transaction has touched. */
async function anAccount(tx: Tx, name: Account, currency = 'EUR'): Promise<number> {
  const kind = name.split(':').slice(0, 2).join(':')
  const { id } = await tx.one<{ id: number }>`
    insert into payment_service_ledger.accounts (name, kind, currency) values (${name}, ${kind}, ${currency}) returning id`
  return id
}

async function addLine(tx: Tx, line: { id: number | null; account: number; amount?: number; currency?: string }) {
  const { id, account, amount = -5, currency = 'EUR' } = line
  await tx`
    insert into payment_service_ledger.entries (transaction_id, account_id, currency, amount)
    values (${id}, ${account}, ${currency}, ${amount})`
}

describe('one fact, one transaction', () => {
  it('posts a fact once, and tells a repeat from a first time', async () => {
    const { fact, parties } = await aCapture()
    expect(await posted(fact)).toBeNull()
    expect(await heldIn(parties.escrowId)).toBe(10_000)
  })

  it('posts a fact once when eight workers record it at the same moment', async () => {
    const parties = someParties()
    const fact = captured(parties, 10_000)
    const ids = await Promise.all(Array.from({ length: 8 }, () => posted(fact)))
    expect(ids.filter((id) => id !== null)).toHaveLength(1)
    expect(await heldIn(parties.escrowId)).toBe(10_000)
  })

  it('refuses the same fact with another amount too, however it is written', async () => {
    const { fact } = await aCapture()
    await refused(
      (tx) => tx`
        insert into payment_service_ledger.transactions (kind, source, currency, posted_at, posted_in)
        values (${fact.kind}, ${fact.source}, 'USD', ${t.clock.now()}, pg_current_xact_id())`,
      'one_fact_one_transaction',
    )
  })
})

describe('two lines or more, zero together, in one currency', () => {
  it('refuses a transaction that does not sum to zero', async () => {
    const parties = someParties()
    const lines: Fact['lines'] = [
      [psp, 100],
      [escrow(parties.escrowId), -99],
    ]
    await refusesToPost({ ...captured(parties, 100), lines }, 'transaction_sums_to_zero')
  })

  it('refuses a transaction of one line, and of none', async () => {
    const fact = captured(someParties(), 1)
    await refusesToPost({ ...fact, lines: fact.lines.slice(0, 1) }, 'transaction_sums_to_zero')
    await refusesToPost({ ...fact, lines: [] }, 'transaction_sums_to_zero')
  })

  it('refuses a second currency in one transaction, under its own name or under a false one', async () => {
    const parties = someParties()
    for (const currency of ['EUR', 'USD'])
      await refused(
        async (tx) => {
          const id = await postIn(tx, captured(parties, 100))
          await addLine(tx, { id, account: await anAccount(tx, escrow(parties.escrowId), 'USD'), currency })
        },
        currency === 'EUR' ? 'entry_in_its_accounts_currency' : 'entry_in_its_transactions_currency',
      )
  })

  it('checks again when a line is added after an early check', async () => {
    const parties = await anEscrowWith(100)
    await refused(async (tx) => {
      const id = await postIn(tx, settled(parties, { refund: 0, share: 100, commission: 0 }))
      await tx`set constraints all immediate`
      await tx`set constraints all deferred`
      await addLine(tx, { id, account: await anAccount(tx, coachPayable(anId())) })
    }, 'transaction_sums_to_zero')
  })

  it('checks again when lines that passed an early check are rolled back to a savepoint', async () => {
    const fact = captured(someParties(), 100)
    await refused(async (tx) => {
      await postIn(tx, { ...fact, lines: [] })
      const { id } = await tx.one<{ id: number }>`
        select id from payment_service_ledger.transactions where source = ${fact.source}`
      const leaving = new Error('lines come and go')
      await tx
        .begin(async (inner) => {
          await addLine(inner, { id, account: await accountOf(inner, psp), amount: 100 })
          const [, [held]] = fact.lines as [unknown, [Account, number]]
          await addLine(inner, { id, account: await anAccount(inner, held), amount: -100 })
          await inner`set constraints all immediate`
          throw leaving
        })
        .catch((error: unknown) => {
          if (error !== leaving) throw error
        })
    }, 'transaction_sums_to_zero')
  })
})

describe('what is posted stays', () => {
  it('refuses a line added to a closed transaction', async () => {
    const { id } = await aCapture()
    await refused(
      async (tx) => addLine(tx, { id, account: await anAccount(tx, escrow(anId())) }),
      'no_line_in_a_closed_transaction',
    )
  })

  it.each([
    ['update', (tx: Tx) => tx`update payment_service_ledger.entries set amount = 1`],
    ['update through the view', (tx: Tx) => tx`update ledger_entries set amount = 1`],
    ['update of a fact', (tx: Tx) => tx`update payment_service_ledger.transactions set kind = 'settled'`],
    ['update of a balance', (tx: Tx) => tx`update payment_service_ledger.accounts set balance = 0`],
    ['update of the chart', (tx: Tx) => tx`update payment_service_ledger.chart set side = 'debit'`],
    [
      'insert into the chart',
      (tx: Tx) => tx`insert into payment_service_ledger.chart values ('captured', 'asset:bank', 'debit')`,
    ],
    ['delete of lines', (tx: Tx) => tx`delete from payment_service_ledger.entries`],
    ['delete of facts', (tx: Tx) => tx`delete from payment_service_ledger.transactions`],
    ['delete of accounts', (tx: Tx) => tx`delete from payment_service_ledger.accounts`],
    ['truncate', (tx: Tx) => tx`truncate payment_service_ledger.entries`],
    ['truncate of all', (tx: Tx) => tx`truncate payment_service_ledger.transactions cascade`],
    ['drop', (tx: Tx) => tx`drop table payment_service_ledger.entries cascade`],
    ['drop of the schema', (tx: Tx) => tx`drop schema payment_service_ledger cascade`],
    ['switching its triggers off', (tx: Tx) => tx`alter table payment_service_ledger.entries disable trigger all`],
    [
      'dropping a constraint',
      (tx: Tx) => tx`alter table payment_service_ledger.accounts drop constraint liability_never_below_zero`,
    ],
    ['dropping what a trigger does', (tx: Tx) => tx`drop function payment_service_ledger.post_entry cascade`],
    ['switching all triggers of the session off', (tx: Tx) => tx`set local session_replication_role = replica`],
    ['granting itself the right', (tx: Tx) => grantAndDelete(tx)],
    ['becoming the owner', (tx: Tx) => tx`alter table payment_service_ledger.entries owner to payment_service`],
  ])('refuses the service: %s', async (_, attempt) => {
    await aCapture()
    await denied(attempt)
  })

  it('refuses a trigger of the service’s own to move a balance', async () => {
    const { parties } = await aCapture()
    await denied(async (tx) => {
      await tx`create temp table lever (name text) on commit drop`
      await tx`
        create function pg_temp.pull() returns trigger language plpgsql as
        $$ begin update payment_service_ledger.accounts set balance = 0 where name = new.name; return new; end $$`
      await tx`create trigger pull before insert on lever for each row execute function pg_temp.pull()`
      await tx`insert into lever values (${escrow(parties.escrowId)})`
    })
  })

  it('refuses to hang what moves a balance on a table of the service’s own', async () => {
    await denied(async (tx) => {
      await tx`create temp table entries_too (transaction_id bigint, account_id bigint, amount bigint) on commit drop`
      await tx`
        create trigger post_entry after insert on entries_too for each row
        execute function payment_service_ledger.post_entry()`
    })
  })

  it('refuses even its owner, with every right', async () => {
    const { id, parties } = await aCapture()
    const asOwner = (change: (tx: Tx) => Promise<unknown>) => async (tx: Tx) => {
      await tx`set local role none`
      await tx`set local role payment_service_ledger`
      await tx`grant all on all tables in schema payment_service_ledger to payment_service_ledger`
      await change(tx)
    }
    const name = escrow(parties.escrowId)
    for (const change of [
      (tx: Tx) => tx`update payment_service_ledger.entries set amount = 1 where transaction_id = ${id}`,
      (tx: Tx) => tx`delete from payment_service_ledger.transactions where id = ${id}`,
      (tx: Tx) => tx`truncate payment_service_ledger.entries`,
      (tx: Tx) => tx`delete from payment_service_ledger.chart`,
    ])
      await refused(asOwner(change), 'ledger_is_append_only')
    await refused(
      asOwner((tx) => tx`update payment_service_ledger.accounts set balance = 0 where name = ${name}`),
      'balance_equals_entries',
    )
  })

  it('takes no temporary table for one of its own', async () => {
    const parties = await anEscrowWith(100)
    await t.sql.begin((tx) => freeze(tx, parties, true))
    await refused(async (tx) => {
      await tx`create temp table escrows (id uuid, payment_id uuid, frozen_by_dispute boolean) on commit drop`
      await tx`create temp table entries (transaction_id bigint, account_id bigint, amount bigint) on commit drop`
      await tx`insert into escrows values (${parties.escrowId}, ${anId()}, false)`
      await postIn(tx, settled(parties, { refund: 100, share: 0, commission: 0 }))
    }, 'no_release_while_frozen')
    await refused(async (tx) => {
      await tx`create temp table entries (transaction_id bigint, account_id bigint, amount bigint) on commit drop`
      const fact = captured(someParties(), 1)
      const id = await postIn(tx, { ...fact, lines: [] })
      await tx`insert into pg_temp.entries values (${id}, 1, 5), (${id}, 2, -5)`
    }, 'transaction_sums_to_zero')
  })
})

describe('balances', () => {
  it('opens no account with money in it', async () => {
    await refused(
      (tx) => tx`
        insert into payment_service_ledger.accounts (name, kind, currency, balance)
        values ('asset:bank', 'asset:bank', 'EUR', 1)`,
      'balance_equals_entries',
    )
  })

  it('refuses an escrow, a refund owed, a payable and a claim below zero', async () => {
    const parties = await anEscrowWith(100)
    await refusesToPost(settled(parties, { refund: 101, share: 0, commission: 0 }), 'liability_never_below_zero')
    await refusesToPost(refundSent(parties, 1), 'liability_never_below_zero')
    await refusesToPost(transferred(parties, 1), 'liability_never_below_zero')
    await posted(settled(parties, { refund: 0, share: 100, commission: 0 }))
    await refusesToPost(netted(parties, 1), 'claim_never_below_zero')
    await refusesToPost(reinstated(parties, 1), 'claim_never_below_zero')
  })

  it('does not overdraw an escrow from many sides at once', async () => {
    const parties = await anEscrowWith(500)
    const take = () => posted(settled(parties, { refund: 100, share: 0, commission: 0 }))
    const results = await Promise.allSettled(Array.from({ length: 12 }, take))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(5)
    expect(await heldIn(parties.escrowId)).toBe(0)
  })

  it('moves what everybody pays into without waiting for another payment under way', async () => {
    const [one, other] = [someParties(), someParties()]
    const before = await balanceOf(t.sql, psp, 'EUR')
    await t.sql.begin(async (tx) => {
      await postIn(tx, captured(one, 1_000))
      await t.sql.begin(async (second) => {
        await second`set local lock_timeout = '5s'`
        await postIn(second, captured(other, 500))
      })
    })
    expect(await balanceOf(t.sql, psp, 'EUR')).toBe(before + 1_500)
  })

  it('refuses amounts beyond 2^53 - 1, in a line and in a balance', async () => {
    const beyond = captured(someParties(), 9_007_199_254_740_992n as unknown as number)
    await refusesToPost(beyond, 'amount_is_a_safe_integer', 'GBP')
    await posted(captured(someParties(), Number.MAX_SAFE_INTEGER), 'GBP')
    await refusesToPost(captured(someParties(), 1), 'balance_is_a_safe_integer', 'GBP')
  })
})

describe('the chart', () => {
  it('refuses a fact that it does not know, and a line that the fact does not have', async () => {
    const parties = someParties()
    const fact = captured(parties, 100)
    await refusesToPost({ ...fact, kind: 'found_in_the_street' }, 'transaction_in_chart')
    const lines: Fact['lines'] = [
      ['asset:bank', 100],
      [escrow(parties.escrowId), -100],
    ]
    await refusesToPost({ ...fact, lines }, 'entry_in_chart')
    const backwards = fact.lines.map(([account, amount]) => [account, -amount] as const)
    await refusesToPost({ ...fact, lines: backwards }, 'entry_in_chart')
  })

  it('refuses to move the held money of another escrow than the one the fact is about', async () => {
    const [mine, other] = [await anEscrowWith(100), await anEscrowWith(100)]
    const fact = settled(other, { refund: 0, share: 100, commission: 0 })
    await refusesToPost({ ...fact, escrowId: mine.escrowId }, 'entry_of_its_escrow')
    await refusesToPost({ ...captured(other, 5), escrowId: null }, 'entry_of_its_escrow')
  })
})

describe('a reversal', () => {
  /** A refund that was sent, to be reversed. */
  async function aRefund() {
    const parties = await anEscrowWith(100)
    await posted(settled(parties, { refund: 100, share: 0, commission: 0 }))
    const reverses = (await posted(refundSent(parties, 60))) as number
    return { parties, reverses }
  }

  it('is taken once, and only when it mirrors', async () => {
    const { parties, reverses } = await aRefund()
    await refusesToPost(refundFailed(parties, 59, reverses), 'reversal_mirrors')
    expect(await posted(refundFailed(parties, 60, reverses))).toBeTypeOf('number')
    await refusesToPost(refundFailed(parties, 60, reverses), 'reversed_at_most_once')
  })

  it('is taken once when two workers reverse at the same moment', async () => {
    const { parties, reverses } = await aRefund()
    const results = await Promise.allSettled([60, 60].map((amount) => posted(refundFailed(parties, amount, reverses))))
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  })

  it('is of something earlier: not of itself, not of nothing', async () => {
    const { parties } = await aRefund()
    await refused(async (tx) => {
      const { next } = await tx.one<{ next: number }>`
        select max(id) + 1000 as next from payment_service_ledger.transactions`
      await postIn(tx, refundFailed(parties, 1, next))
    }, 'reverses_an_earlier_one')
    await refusesToPost(refundFailed(parties, 1, -1), 'reverses_a_transaction')
  })
})

describe('a freeze', () => {
  it.each(['dispute', 'chargeback'])('by a %s keeps the money where it is, and lets go of it again', async (by) => {
    const parties = await anEscrowWith(100)
    const { escrowId } = parties
    const set = (frozen: boolean) =>
      by === 'dispute'
        ? t.sql`update escrows set frozen_by_dispute = ${frozen} where id = ${escrowId}`
        : t.sql`update payments set frozen_by_chargeback = ${frozen} where order_id = ${escrowId}`
    await set(true)
    for (const parts of [
      { refund: 100, share: 0, commission: 0 },
      { refund: 0, share: 85, commission: 15 },
    ])
      await refusesToPost(settled(parties, parts), 'no_release_while_frozen')
    await set(false)
    expect(await posted(settled(parties, { refund: 0, share: 85, commission: 15 }))).toBeTypeOf('number')
  })

  it('keeps money that no payment knows', async () => {
    const parties = someParties()
    await posted(captured(parties, 100))
    await refusesToPost(settled(parties, { refund: 100, share: 0, commission: 0 }), 'no_release_while_frozen')
  })

  it('and a release wait for each other: whoever is second sees the first', async () => {
    const parties = await anEscrowWith(100)
    const fact = settled(parties, { refund: 100, share: 0, commission: 0 })
    const [frozen, released] = await Promise.allSettled([
      t.sql.begin(async (tx) => {
        await freeze(tx, parties, true)
        return heldByTx(tx, parties.escrowId)
      }),
      posted(fact),
    ])
    if (frozen.status !== 'fulfilled') throw frozen.reason
    // Either the release came first, and the freeze finds nothing held, or it was refused.
    expect([frozen.value, released.status]).toEqual(
      released.status === 'fulfilled' ? [0, 'fulfilled'] : [100, 'rejected'],
    )
  })
})

describe('defects', () => {
  it('are none after all of this', async () => {
    expect(await defectsOf(t.sql)).toEqual([])
  })

  it.each([
    [
      'transaction does not sum to zero',
      (tx: Tx, id: number) =>
        tx`update payment_service_ledger.entries set amount = amount + 1 where transaction_id = ${id} and amount > 0`,
    ],
    [
      'balance is not the sum of the entries',
      (tx: Tx) =>
        tx`update payment_service_ledger.accounts set balance = balance - 1 where kind = 'liab:escrow' and currency = 'EUR'`,
    ],
    [
      'balance on the wrong side',
      (tx: Tx) =>
        tx`alter table payment_service_ledger.accounts drop constraint liability_never_below_zero; `.then(
          () => tx`update payment_service_ledger.accounts set balance = 1 where kind = 'liab:escrow'`,
        ),
    ],
    [
      'line outside the chart',
      (tx: Tx, id: number) => tx`update payment_service_ledger.transactions set kind = 'netted' where id = ${id}`,
    ],
    [
      'currency does not sum to zero',
      (tx: Tx, id: number) =>
        tx`delete from payment_service_ledger.entries where transaction_id = ${id} and amount > 0`,
    ],
    [
      'line in a foreign currency',
      (tx: Tx, id: number) => tx`update payment_service_ledger.transactions set currency = 'USD' where id = ${id}`,
    ],
    [
      'reversal does not mirror',
      (tx: Tx, id: number) => tx`update payment_service_ledger.transactions set reverses = id - 1 where id = ${id}`,
    ],
  ])('show what got past the triggers: %s', async (defect, corrupt) => {
    const { id } = await aCapture()
    await aCapture()
    const seen = await rolledBack(async (tx) => {
      await tx`set local role none`
      await tx`set local session_replication_role = replica`
      await corrupt(tx, id)
      return defectsOf(tx)
    })
    expect(seen.map((one) => one.defect)).toContain(defect)
  })
})

/** An escrow that a payment knows, with so much in it. */
async function anEscrowWith(amount: number) {
  const parties = someParties()
  await t.sql.begin(async (tx) => {
    await knowEscrow(tx, t, parties)
    await postIn(tx, captured(parties, amount))
  })
  return parties
}

async function accountOf(tx: Tx, name: Account, currency = 'EUR'): Promise<number> {
  const { id } = await tx.one<{ id: number }>`
    select id from payment_service_ledger.accounts where name = ${name} and currency = ${currency}`
  return id
}

const heldByTx = (tx: Tx, escrowId: string) => balanceOf(tx, escrow(escrowId), 'EUR')

async function grantAndDelete(tx: Tx) {
  await tx`grant all on payment_service_ledger.entries to payment_service`
  await tx`delete from payment_service_ledger.entries`
}

/** What `work` answers, with nothing of it left behind. */
async function rolledBack<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
  let answer: { value: T } | undefined
  const enough = new Error('enough seen')
  await t.sql
    .begin(async (tx) => {
      answer = { value: await work(tx) }
      throw enough
    })
    .catch((error: unknown) => {
      if (error !== enough) throw error
    })
  if (!answer) throw new Error('nothing was seen')
  return answer.value
}
