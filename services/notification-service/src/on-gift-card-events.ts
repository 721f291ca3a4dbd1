import { createHash } from 'node:crypto'
import { giftCardLost, giftCardRedeemed, giftCardSent, giftCardWithdrawn } from '@ecc/contracts/gift-cards'
import { subscribe } from '@ecc/kit'
import type { Context } from './config.ts'
import {
  giftCardLetter,
  giftCardLostLetter,
  giftCardRedeemedLetter,
  giftCardWithdrawnLetter,
} from './gift-card-letters.ts'
import { findPeople } from './person.ts'
import { tellPeople } from './tell-people.ts'

const onGiftCardSent = subscribe(giftCardSent, async ({ payload, once }, ctx: Context) => {
  const { buyerId, email, code } = payload
  const from = (await findPeople(ctx, [buyerId])).get(buyerId)
  const letter = giftCardLetter(ctx.config.PUBLIC_URL, payload, from?.displayName ?? null)
  // Each sending has a code of its own, and is mailed once.
  const key = `gift-card.sent:${createHash('sha256').update(code).digest('base64url')}`
  await once((tx) => tellPeople(tx, ctx, [{ key, letter, to: { id: buyerId, email } }]))
})

/** Who redeems a card of their own knows it. */
const onGiftCardRedeemed = subscribe(giftCardRedeemed, async ({ payload, once }, ctx: Context) => {
  const { giftCardId, buyerId, redeemedBy } = payload
  if (buyerId === redeemedBy) return
  const to = (await findPeople(ctx, [buyerId])).get(buyerId)
  await once(async (tx) => {
    if (!to) return
    const letter = giftCardRedeemedLetter(ctx.config.PUBLIC_URL, payload, to)
    await tellPeople(tx, ctx, [{ key: `gift-card.redeemed:${giftCardId}`, letter, to }])
  })
})

const onGiftCardWithdrawn = subscribe(giftCardWithdrawn, async ({ payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.buyerId])).get(payload.buyerId)
  await once(async (tx) => {
    if (!to) return
    const letter = giftCardWithdrawnLetter(ctx.config.PUBLIC_URL, payload, to)
    await tellPeople(tx, ctx, [{ key: `gift-card.withdrawn:${payload.giftCardId}`, letter, to }])
  })
})

const onGiftCardLost = subscribe(giftCardLost, async ({ id, payload, once }, ctx: Context) => {
  const to = (await findPeople(ctx, [payload.redeemedBy])).get(payload.redeemedBy)
  await once(async (tx) => {
    if (!to) return
    const letter = giftCardLostLetter(ctx.config.PUBLIC_URL, payload, to)
    await tellPeople(tx, ctx, [{ key: `gift-card.lost:${id}`, letter, to }])
  })
})

/** Mail a gift card with its code, and tell its buyer and its redeemer what became of it. */
export const onGiftCardEvents = [onGiftCardSent, onGiftCardRedeemed, onGiftCardWithdrawn, onGiftCardLost]
