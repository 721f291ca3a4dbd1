/** Random histories of the ledger against a small model of it: what is taken, what is refused and why, and every balance. */
import { violates } from '@ecc/kit'
import { anId } from '@ecc/kit/testing'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  allocated,
  captured,
  credited,
  creditReturned,
  creditSpent,
  type Fact,
  feeTaken,
  freeze,
  giftRedeemed,
  givenAsGoodwill,
  knowEscrow,
  lost,
  netted,
  type Parties,
  promoted,
  refundCredited,
  refundFailed,
  refundSent,
  reinstated,
  reversed,
  settled,
  someParties,
  transferred,
  withdrawn,
} from './ledger.testing.ts'
import {
  type Account,
  coachPayable,
  defectsOf,
  escrow,
  playerCredit,
  post,
  psp,
  receivable,
  refundDue,
  sumsOf,
} from './ledger.ts'
import { statementAccounts, statementFacts } from './statement.ts'
import { paymentService, type TestedPayments } from './testing.ts'

/** 10,000 nightly: `LEDGER_HISTORIES=10000`; `LEDGER_SEED` repeats a run. */
const histories = Number(process.env.LEDGER_HISTORIES ?? 500)
const seed = Number(process.env.LEDGER_SEED ?? Date.now() % 2_147_483_647)
const longestMs = 60_000 + histories * 200

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

/** What the rules make of a fact: posted, known before, or refused by a constraint of this name. */
type Verdict = string

/** The ledger in a few lines: sums by account, debits positive. */
class Model {
  readonly #sums: Map<Account, number>
  readonly #known = new Set<string>()
  readonly #reversed = new Set<number>()
  /** What was posted, by its id. */
  readonly posted = new Map<number, Fact>()
  frozen = false

  constructor(sums: Map<Account, number>) {
    this.#sums = new Map(sums)
  }

  of(account: Account): number {
    return this.#sums.get(account) ?? 0
  }

  accounts(): Account[] {
    return [...this.#sums.keys()]
  }

  /** Takes a fact, or says by which rules it is refused; which of them the database names is its own affair. */
  take(fact: Fact): Verdict[] {
    const key = `${fact.kind} ${fact.source}`
    // A freeze is looked at before a fact is recognised.
    if (['settled', 'gift_redeemed'].includes(fact.kind) && this.frozen) return ['no_release_while_frozen']
    if (this.#known.has(key)) return ['known']
    const after = fact.lines
      .filter(([, amount]) => amount !== 0)
      .map(([account, amount]) => [account, this.of(account) + amount] as const)
    const broken = [...this.#brokenBy(after), ...this.#brokenByReversal(fact)]
    if (broken.length > 0) return broken
    for (const [account, sum] of after) this.#sums.set(account, sum)
    this.#known.add(key)
    if (fact.reverses !== undefined) this.#reversed.add(fact.reverses)
    return ['posted']
  }

  #brokenBy(after: readonly (readonly [Account, number])[]): Verdict[] {
    const isClaim = (account: Account) => /^asset:(receivable|dispute_hold)/.test(account)
    return [
      ...(after.length < 2 ? ['transaction_sums_to_zero'] : []),
      ...after
        .filter(([account, sum]) => account.startsWith('liab:') && sum > 0)
        .map(() => 'liability_never_below_zero'),
      ...after.filter(([account, sum]) => isClaim(account) && sum < 0).map(() => 'claim_never_below_zero'),
    ]
  }

  #brokenByReversal({ reverses, lines }: Fact): Verdict[] {
    if (reverses === undefined) return []
    const mirror = new Map(this.posted.get(reverses)?.lines.map(([account, amount]) => [account, -amount]))
    const mirrors = lines.length === mirror.size && lines.every(([account, amount]) => mirror.get(account) === amount)
    return [
      ...(mirrors ? [] : ['reversal_mirrors']),
      ...(this.#reversed.has(reverses) ? ['reversed_at_most_once'] : []),
    ]
  }
}

/** Mostly the same few, so that what comes in is often enough for what goes out; now and then more than there is. */
const amount = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(1, 2, 50, 100) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 20_000 }) },
  { weight: 1, arbitrary: fc.constant(8_000_000_000) },
)
const part = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(0, 1, 50, 100) },
  { weight: 1, arbitrary: fc.nat(10_000) },
)
/** Mostly nothing, so that what is shared out is as often there as without it. */
const smallPart = fc.constantFrom(0, 0, 0, 1)
const oneAmount = <Name extends string>(...names: Name[]) => fc.record({ do: fc.constantFrom(...names), amount })

/** A step: money that comes in, is shared out, goes out, comes back, is disputed. */
const step = fc.oneof(
  { weight: 3, arbitrary: oneAmount('capture') },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('settle' as const),
      refund: part,
      promotion: part,
      share: part,
      commission: part,
      playerFee: smallPart,
    }),
  },
  { weight: 4, arbitrary: oneAmount('send', 'transfer', 'goodwill') },
  { weight: 3, arbitrary: oneAmount('fee', 'allocate', 'credit', 'net', 'win', 'reverse') },
  { weight: 3, arbitrary: oneAmount('spend', 'unspend', 'promote', 'refundAsCredit', 'redeem') },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant('dispute' as const), amount, fee: fc.constantFrom(0, 1_500) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('lose' as const),
      held: part,
      owed: part,
      fee: part,
      playerFee: smallPart,
      credit: part,
      loss: part,
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('refuse' as const), which: fc.nat(3), off: fc.constantFrom(0, 0, 0, 1) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constantFrom('freeze' as const, 'thaw' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('repeat' as const), which: fc.nat(20) }) },
)
type Step = typeof step extends fc.Arbitrary<infer S> ? S : never

/** The fact that a step posts; undefined for one that posts none, or repeats what never was. */
function factOf(step: Step, parties: Parties, bookingId: string, model: Model): Fact | undefined {
  const done = [...model.posted]
  const nth = <T>(all: readonly T[], which: number): T | undefined => all[which % Math.max(all.length, 1)]
  switch (step.do) {
    case 'capture':
      return captured(parties, step.amount)
    case 'settle':
      return settled(parties, step)
    case 'dispute':
      return withdrawn(parties, step.amount, step.fee)
    case 'lose':
      return lost(parties, step)
    case 'allocate':
      return allocated(parties, bookingId, step.amount)
    case 'refuse': {
      const sent = nth(
        done.filter(([, { kind }]) => kind === 'refund_sent'),
        step.which,
      )
      const amount = sent?.[1].lines[0]?.[1]
      return sent && amount !== undefined ? refundFailed(parties, amount + step.off, sent[0]) : undefined
    }
    case 'repeat':
      return nth(done, step.which)?.[1]
    case 'freeze':
    case 'thaw':
      return undefined
    default:
      return simple[step.do](parties, step.amount)
  }
}

/** The facts of one amount. */
const simple = {
  fee: feeTaken,
  send: refundSent,
  transfer: transferred,
  credit: credited,
  spend: creditSpent,
  unspend: creditReturned,
  promote: promoted,
  refundAsCredit: refundCredited,
  redeem: giftRedeemed,
  net: netted,
  goodwill: givenAsGoodwill,
  win: reinstated,
  reverse: reversed,
}

async function verdictOf(fact: Fact): Promise<{ verdict: Verdict; id: number | null }> {
  try {
    const id = await t.sql.begin((tx) => post(tx, { ...fact, currency: 'EUR', at: t.clock.now() }))
    return { verdict: id === null ? 'known' : 'posted', id }
  } catch (error) {
    const constraint = (error as { constraint?: string }).constraint
    if (constraint && violates(error, constraint)) return { verdict: constraint, id: null }
    throw error
  }
}

const shared: Account[] = [
  psp,
  'asset:dispute_hold',
  'rev:platform_fee',
  'rev:player_fee',
  'exp:stripe_fee',
  'exp:dispute_fee',
  'exp:goodwill',
  'exp:promotion',
  'exp:gift_card_loss',
]

/** What stands on every account that a history of these parties can touch. */
async function sumsNow({ escrowId, coachId, playerId }: Parties, bookingId: string): Promise<Map<Account, number>> {
  const own = [escrow(escrowId), escrow(bookingId), refundDue(escrowId), coachPayable(coachId), receivable(coachId)]
  const rows = await t.sql<{ name: Account; balance: number }>`
    select name, balance from payment_service_ledger.accounts
    where currency = 'EUR' and name = any(${[...shared, ...own, playerCredit(playerId)]}::text[])`
  return new Map(rows.map(({ name, balance }) => [name, balance]))
}

describe('a history of the ledger', () => {
  it(`ends as the model says, step by step, in ${histories} random ones`, { timeout: longestMs }, async () => {
    console.info(`ledger: ${histories} histories, LEDGER_SEED=${seed}`)
    const met = new Set<Verdict>()
    const live = async (steps: Step[]) => {
      const [parties, bookingId] = [someParties(), anId()]
      const model = new Model(await sumsNow(parties, bookingId))
      await t.sql.begin((tx) => knowEscrow(tx, t, parties))
      for (const one of steps) {
        if (one.do === 'freeze' || one.do === 'thaw') {
          model.frozen = one.do === 'freeze'
          await t.sql.begin((tx) => freeze(tx, parties, model.frozen))
        }
        const fact = factOf(one, parties, bookingId, model)
        if (!fact) continue
        const expected = model.take(fact)
        const { verdict, id } = await verdictOf(fact)
        expect(expected, `${fact.kind}: ${JSON.stringify(fact.lines)}`).toContain(verdict)
        met.add(verdict)
        if (id !== null) model.posted.set(id, fact)
      }
      const sums = await sumsNow(parties, bookingId)
      for (const account of new Set([...sums.keys(), ...model.accounts()]))
        expect(sums.get(account) ?? 0, `${account}`).toBe(model.of(account))
      await statementsAgree(parties, model)
    }
    await fc.assert(fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 20, size: 'max' }), live), {
      numRuns: histories,
      seed,
    })
    expect(await defectsOf(t.sql)).toEqual([])
    for (const { sum, wrongBalances } of (await sumsOf(t.sql)).currencies) expect([sum, wrongBalances]).toEqual([0, 0])
    // A run that never met a rule would prove nothing about it.
    const rules = [
      'liability_never_below_zero',
      'claim_never_below_zero',
      'no_release_while_frozen',
      'reversed_at_most_once',
    ]
    expect([...met]).toEqual(expect.arrayContaining(['posted', 'known', 'reversal_mirrors', ...rules]))
  })
})

/** Each line of a statement follows from the one before, up to the balance that the model has; each fact sums to zero. */
async function statementsAgree({ escrowId, coachId, playerId }: Parties, model: Model): Promise<void> {
  for (const party of [
    { kind: 'booking', id: escrowId },
    { kind: 'coach', id: coachId },
    { kind: 'player', id: playerId },
  ] as const) {
    const facts = await statementFacts(t.sql, party, { after: 0, limit: 100 })
    const balances = new Map<string, number>()
    for (const { lines } of facts) {
      expect(lines.reduce((sum, { debit, credit }) => sum + debit - credit, 0)).toBe(0)
      for (const { account, debit, credit, balance } of lines.filter((line) => line.balance !== null)) {
        const moved = account.startsWith('liab:') ? credit - debit : debit - credit
        expect(balance, `${account}`).toBe((balances.get(account) ?? 0) + moved)
        balances.set(account, balance as number)
      }
    }
    for (const { account, balance } of await statementAccounts(t.sql, party)) {
      const sum = model.of(account as Account)
      expect([balance, balances.get(account) ?? 0]).toEqual(
        Array(2).fill(account.startsWith('liab:') ? -sum || 0 : sum),
      )
    }
  }
}
