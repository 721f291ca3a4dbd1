import { paymentLapsed } from '@ecc/contracts/payments'
import { type Context, subscribe } from '@ecc/kit'
import { lock } from './booking.ts'
import type { Config } from './config.ts'
import { endUncharged } from './request.ts'

/** The authorisation of a request is gone: it ends, and its time is free again where it was accepted. */
export const onPaymentLapsed = subscribe(paymentLapsed, async ({ payload, once }, ctx: Context<Config>) => {
  await once(async (tx) => {
    await endUncharged(tx, await lock(tx, payload.orderId), ctx)
  })
})
