import { badSignature, receiveStripeWebhook as contract } from '@ecc/contracts/payments'
import { failpoint, handle } from '@ecc/kit'
import Stripe from 'stripe'
import type { Ctx } from './config.ts'
import { followStripeEvent } from './follow-stripe-event.ts'
import { keepEvent } from './stripe-event.ts'

/**
 * How old a signature may be, in seconds: an old one may be a replay. Its age is time on the wire, between two machines, so
 * the SDK takes it by the machine's clock, not by the one a development server may move.
 */
const toleranceSeconds = 300

/** POST /webhooks/stripe: keeps a signed event once and answers; following it is a job's work. */
export const receiveStripeWebhook = handle(contract, async ({ http }, ctx: Ctx) => {
  const event = verify(http.rawBody, String(http.headers['stripe-signature'] ?? ''), ctx)
  await ctx.sql.begin(async (tx) => {
    if (await keepEvent(tx, ctx, event)) await ctx.addJob(tx, followStripeEvent, { eventId: event.id })
    await failpoint('webhook:kept')
  })
  await failpoint('webhook:committed')
  return { received: true }
})

function verify(body: Buffer, signature: string, ctx: Ctx): Stripe.Event {
  const { STRIPE_WEBHOOK_SECRET: secret } = ctx.config
  try {
    return ctx.resources.stripe.webhooks.constructEvent(body, signature, secret, toleranceSeconds)
  } catch (error) {
    if (error instanceof Stripe.errors.StripeSignatureVerificationError || error instanceof SyntaxError)
      throw badSignature()
    throw error
  }
}
