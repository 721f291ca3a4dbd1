import { bookingCancelled } from '@ecc/contracts/bookings'
import { type PackageRecord, packageBought, packageEnded, packageExpiring } from '@ecc/contracts/packages'
import { anId } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cancelled, notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService()
})
afterAll(() => t.close())

const euros = (amount: number) => ({ amount, currency: 'EUR' as const })
const mailsOf = (id: string) => t.mailsTo(`${id}@example.com`)

function aPackage(details: Partial<PackageRecord> = {}): PackageRecord {
  return {
    id: anId(),
    playerId: t.person({ displayName: 'Pia Player' }).id,
    coachId: t.person({ displayName: 'Cory Coach', timeZone: 'America/New_York' }).id,
    offerId: anId(),
    offerTitle: '5 × Aim training',
    gameId: 'valorant',
    durationMinutes: 60,
    sessions: 5,
    remaining: 5,
    price: euros(12_750),
    singlePrice: euros(3_000),
    policy: 'flexible',
    state: 'active',
    payableUntil: '2027-03-01T12:15:00.000Z',
    createdAt: '2027-03-01T12:00:00.000Z',
    paidAt: '2027-03-01T12:01:00.000Z',
    validUntil: '2027-05-30T12:01:00.000Z',
    endedAt: null,
    refund: null,
    ...details,
  }
}

describe('a package', () => {
  it('that is paid is told to both, with its last day and where to schedule', async () => {
    const bought = aPackage()
    await t.deliver(packageBought, bought)
    const [mail] = await mailsOf(bought.playerId)
    expect(mail?.subject).toBe('Package: 5 × Aim training with Cory Coach')
    expect(mail?.text).toContain('Paid: €127.50')
    expect(mail?.text).toContain('Valid until: Sunday, May 30, 2027, 14:01 (Europe/Berlin, GMT+2)')
    expect(mail?.text).toContain(`http://localhost:8080/packages/${bought.id}`)
    expect(await mailsOf(bought.coachId)).toMatchObject([{ subject: 'Package: 5 × Aim training for Pia Player' }])
  })

  it('that ends soon is told to the player only', async () => {
    const bought = aPackage({ remaining: 1 })
    await t.deliver(packageExpiring, { ...bought, daysLeft: 3 })
    const [mail] = await mailsOf(bought.playerId)
    expect(mail?.subject).toBe('3 days left: 5 × Aim training with Cory Coach')
    expect(mail?.text).toContain('One session is left')
    expect(await mailsOf(bought.coachId)).toEqual([])
  })

  it('that is over tells both who gets what', async () => {
    const bought = aPackage({ state: 'cancelled', remaining: 3 })
    await t.deliver(packageEnded, { ...bought, by: 'player', refund: euros(6_750), rest: euros(7_650) })
    const [mail] = await mailsOf(bought.playerId)
    expect(mail?.text).toContain('Back to you: €67.50')
    expect(mail?.text).toContain('To Cory Coach: €9.00')
    expect((await mailsOf(bought.coachId))[0]?.text).toContain('To you, less the commission: €9.00')
  })

  it('with a code and a fee tells its player what they paid, and its coach what it is sold for', async () => {
    const funds = { discount: 2_550, bearer: 'platform', credit: 0, fee: 510 } as const
    const bought = aPackage({ price: euros(10_710), funds })
    await t.deliver(packageBought, bought)
    expect((await mailsOf(bought.playerId))[0]?.text).toContain('Paid: €107.10')
    expect((await mailsOf(bought.coachId))[0]?.text).toContain('Price: €127.50')
    const restFunds = { ...funds, discount: 1_530, fee: 306, feeBack: 210 }
    const money = { refund: euros(4_410), rest: euros(6_426), restFunds }
    await t.deliver(packageEnded, { ...bought, state: 'cancelled', remaining: 3, by: 'player', ...money })
    expect((await mailsOf(bought.playerId)).map(({ text }) => text).join()).toContain('Back to you: €44.10')
    expect((await mailsOf(bought.coachId)).map(({ text }) => text).join()).toContain('less the commission: €24.00')
  })

  it('gets a session back that is cancelled in time, and the letter says so', async () => {
    const booking = t.booking({ orderId: anId(), orderKind: 'package', kind: 'package' })
    const off = cancelled(booking)
    const cancellation = { ...(off.cancellation as NonNullable<typeof off.cancellation>), refund: booking.price }
    await t.deliver(bookingCancelled, { ...off, cancellation })
    expect((await mailsOf(booking.playerId))[0]?.text).toContain('It goes back to your package')
  })
})
