/** Gift cards, for tests that break things: bought by one person, redeemed by another or taken back. Through the public API. */
import { createGiftCard, redeemGiftCard, showGiftCardCode, withdrawGiftCard } from '@ecc/contracts/gift-cards'
import { paymentsDown, payOrder } from '@ecc/contracts/payments'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'

/** Asks again and again with the same key, as a client should, until there is an answer. */
export type Insist = <T>(ask: () => Promise<T>) => Promise<T>

/** What becomes of a gift card in the end. */
export interface Gift {
  id: string
  state: 'redeemed' | 'withdrawn'
}

/** Orders a gift card and pays it by card; answers its id. */
export async function buyGift(buyer: DemoPerson, key: string, insist: Insist): Promise<string> {
  const body = { amount: { amount: 2_000, currency: 'EUR' as const } }
  const { id } = await insist(() => buyer.call(createGiftCard, { body, key }))
  await insist(async () => {
    const asked = { params: { id }, body: { paymentMethodId: 'pm_card_visa' }, key: `${key}-pay` }
    const { state } = await buyer.call(payOrder, asked)
    if (state !== 'succeeded') throw paymentsDown(`it is ${state}`)
  })
  return id
}

/** Hands the code over, and has it redeemed. */
export async function giveOn(id: string, buyer: DemoPerson, redeemer: DemoPerson, insist: Insist): Promise<Gift> {
  const { code } = await insist(() => buyer.call(showGiftCardCode, { params: { id } }))
  await insist(() => redeemer.call(redeemGiftCard, { body: { code }, key: `redeem-${id}` }))
  return { id, state: 'redeemed' }
}

/** Has the money back. */
export async function takeBack(id: string, buyer: DemoPerson, insist: Insist): Promise<Gift> {
  await insist(() => buyer.call(withdrawGiftCard, { params: { id }, key: `withdraw-${id}` }))
  return { id, state: 'withdrawn' }
}

/** Gift cards as the database and the provider have them: each with its charges and refunds, and the credit that it became. */
export const foundGifts = `
  select g.id, g.state,
    (select count(*)::int from stripe_simulator.charges c where c.transfer_group = g.id::text and c.status = 'succeeded') as charges,
    (select count(*)::int from stripe_simulator.refunds r join stripe_simulator.charges c on c.id = r.charge_id
      where c.transfer_group = g.id::text) as refunds,
    (select count(*)::int from payment_service.ledger_transactions t
      where t.kind = 'gift_redeemed' and t.source = g.id::text) as credited
  from payment_service.gift_cards g where g.state <> 'lapsed'`

/** How a gift must be found. */
export const asFound = ({ id, state }: Gift) => ({
  id,
  state,
  charges: 1,
  refunds: state === 'withdrawn' ? 1 : 0,
  credited: state === 'redeemed' ? 1 : 0,
})
