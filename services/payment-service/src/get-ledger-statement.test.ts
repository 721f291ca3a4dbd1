import { bookingCancelled } from '@ecc/contracts/bookings'
import { getLedgerStatement } from '@ecc/contracts/payments'
import { anAdmin, anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { paymentService, type TestedPayments } from './testing.ts'

let t: TestedPayments
beforeAll(async () => {
  t = await paymentService()
})
afterAll(() => t.close())

const statement = (party: 'booking' | 'coach' | 'player', id: string, query: { after?: number; limit?: number } = {}) =>
  t.call(getLedgerStatement, { params: { party, id }, query }, { as: anAdmin() })

/** A booking of 100.00 that is cancelled late: half of it goes back. */
async function halfRefunded(coachId = anId()) {
  const { booking, player } = await t.paid({ coachId })
  const refund = { amount: 5_000, currency: 'EUR' as const }
  const cancellation = { by: 'player' as const, reason: null, at: t.clock.now().toISOString(), refund }
  await t.deliver(bookingCancelled, { ...booking, state: 'cancelled', cancellation }, { aggregateId: booking.id })
  await t.quiet()
  return { booking, player, coachId }
}

describe('GET /admin/ledger/statements/{party}/{id}', () => {
  it('of a booking shows where each cent came from and went', async () => {
    const { booking, coachId } = await halfRefunded()
    const { accounts, facts, nextAfter } = await statement('booking', booking.id)
    const [held, due] = [`liab:escrow:${booking.id}`, `liab:refund_due:${booking.id}`]
    expect(accounts).toEqual([
      { account: held, currency: 'EUR', balance: 0 },
      { account: due, currency: 'EUR', balance: 0 },
    ])
    const told = facts.map(({ kind, lines }) => [
      kind,
      ...lines.map(({ account, debit, credit, balance }) => `${account} ${debit - credit} ${balance}`),
    ])
    expect(told).toEqual([
      ['captured', 'asset:psp 10000 null', `${held} -10000 10000`],
      [
        'stripe_fee',
        expect.stringMatching(/^exp:stripe_fee \d+ null$/),
        expect.stringMatching(/^asset:psp -\d+ null$/),
      ],
      [
        'settled',
        `${held} 10000 0`,
        `liab:coach_payable:${coachId} -4250 null`,
        `${due} -5000 5000`,
        'rev:platform_fee -750 null',
      ],
      ['refund_sent', `${due} 5000 0`, 'asset:psp -5000 null'],
    ])
    expect(nextAfter).toBeNull()
  })

  it('of a coach and of a player shows their own accounts, of all their bookings', async () => {
    const { coachId } = await halfRefunded()
    const { player } = await halfRefunded(coachId)
    const ofCoach = await statement('coach', coachId)
    expect(ofCoach.accounts).toEqual([{ account: `liab:coach_payable:${coachId}`, currency: 'EUR', balance: 8_500 }])
    expect(ofCoach.facts.map(({ kind }) => kind)).toEqual(['settled', 'settled'])
    const ofPlayer = await statement('player', player.userId)
    expect(ofPlayer.facts.map(({ kind }) => kind)).toEqual(['captured', 'settled', 'refund_sent'])
  })

  it('comes in pages, none of which cuts a fact in two', async () => {
    const { booking } = await halfRefunded()
    const whole = await statement('booking', booking.id)
    const paged: typeof whole.facts = []
    for (let after: number | null = 0; after !== null; ) {
      const page = await statement('booking', booking.id, { after, limit: 3 })
      paged.push(...page.facts)
      after = page.nextAfter
    }
    expect(paged).toEqual(whole.facts)
  })

  it('is empty for somebody who never had money here', async () => {
    expect(await statement('coach', anId())).toEqual({ accounts: [], facts: [], nextAfter: null })
  })
})
