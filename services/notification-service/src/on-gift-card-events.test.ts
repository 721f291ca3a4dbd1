import { giftCardLost, giftCardRedeemed, giftCardSent, giftCardWithdrawn } from '@ecc/contracts/gift-cards'
import { listNotices } from '@ecc/contracts/notifications'
import { anId, aPlayer } from '@ecc/kit/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { notificationService, type TestedNotifications } from './testing.ts'

let t: TestedNotifications
beforeAll(async () => {
  t = await notificationService({ env: { PUBLIC_URL: 'https://coach.example' } })
})
afterAll(() => t.close())

const noticesOf = async (id: string) => (await t.call(listNotices, {}, { as: aPlayer(id) })).items
const fact = (buyerId: string) => ({
  giftCardId: anId(),
  buyerId,
  amount: { amount: 5_000, currency: 'EUR' as const },
  recipientName: 'Robin',
})
const code = '7K3F-9XQ2-M0VB-TC58'

it('a gift card is mailed to its recipient once, with the code, the words and the giver, and a link that tells no server the code', async () => {
  const buyer = t.person({ displayName: 'Alex <b>Giver</b>' })
  const email = `${anId()}@example.com`
  const sent = { ...fact(buyer.id), email, message: 'Happy birthday!\n<script>alert(1)</script>', code }
  for (let i = 0; i < 2; i++) await t.deliver(giftCardSent, sent)
  const [mail, ...others] = await t.mailsTo(email)
  expect(others).toEqual([])
  expect(mail?.subject).toBe('A gift card for game coaching')
  expect(mail?.text).toContain(`Code: ${code}`)
  expect(mail?.text).toContain('From: Alex <b>Giver</b>')
  expect(mail?.text).toContain('> Happy birthday!')
  expect(mail?.text).toContain(`https://coach.example/gift-cards/redeem#${code}`)
  expect(mail?.html).not.toContain('<script>')
  expect(mail?.html).not.toContain('<b>Giver')
  expect(await noticesOf(buyer.id)).toEqual([])
})

it('one that is sent again is another mail', async () => {
  const sent = { ...fact(t.person().id), email: `${anId()}@example.com`, message: null, code }
  await t.deliver(giftCardSent, sent)
  await t.deliver(giftCardSent, { ...sent, code: '0000-0000-0000-0001' })
  expect(await t.mailsTo(sent.email)).toHaveLength(2)
})

it('its buyer hears that it was redeemed, once and not by whom; who redeems their own hears nothing', async () => {
  const buyer = t.person()
  const redeemer = t.person({ displayName: 'Secret Redeemer' })
  const redeemed = { ...fact(buyer.id), redeemedBy: redeemer.id }
  for (let i = 0; i < 2; i++) await t.deliver(giftCardRedeemed, redeemed)
  const mails = await t.mailsTo(buyer.email)
  expect(mails).toMatchObject([{ subject: 'Your gift card of €50.00 was redeemed' }])
  expect(mails[0]?.text).not.toContain('Secret Redeemer')
  expect(await noticesOf(buyer.id)).toMatchObject([{ kind: 'payment', link: '/gift-cards' }])
  const own = t.person()
  await t.deliver(giftCardRedeemed, { ...fact(own.id), redeemedBy: own.id })
  expect(await t.mailsTo(own.email)).toEqual([])
})

it('a card that was taken back is told to its buyer, and by whom', async () => {
  const buyer = t.person()
  await t.deliver(giftCardWithdrawn, { ...fact(buyer.id), by: 'staff' })
  expect((await t.mailsTo(buyer.email))[0]?.text).toContain('Our staff took your gift card of €50.00 back.')
})

it('whose credit ended with a lost payment is told how much, and that their sessions stay', async () => {
  const [buyer, redeemer] = [t.person(), t.person()]
  const taken = { amount: 1_200, currency: 'EUR' as const }
  await t.deliver(giftCardLost, { ...fact(buyer.id), redeemedBy: redeemer.id, taken })
  const [mail] = await t.mailsTo(redeemer.email)
  expect(mail?.subject).toBe('€12.00 of your credit ended')
  expect(mail?.text).toContain('Sessions that you have paid for with it stay')
  expect(await t.mailsTo(buyer.email)).toEqual([])
})
