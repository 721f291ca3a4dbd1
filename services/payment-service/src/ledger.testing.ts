/** The facts of money.md as the ledger's tests post them: what goes in, what goes out, for one escrow and one coach. */
import type { Tx } from '@ecc/kit'
import { anId } from '@ecc/kit/testing'
import { coachPayable, escrow, type Posting, playerCredit, psp, receivable, refundDue } from './ledger.ts'
import type { TestedPayments } from './testing.ts'

/** Whose money a fact is about. */
export interface Parties {
  escrowId: string
  coachId: string
  playerId: string
}

/** A fact without where and when it is posted. */
export type Fact = Pick<Posting, 'kind' | 'source' | 'escrowId' | 'lines'> & { reverses?: number }

export const someParties = (): Parties => ({ escrowId: anId(), coachId: anId(), playerId: anId() })

/** An own source each time; a test that repeats a fact keeps it. */
const aSource = () => `src_${anId()}`

export const captured = ({ escrowId }: Parties, amount: number): Fact => ({
  kind: 'captured',
  source: aSource(),
  escrowId,
  lines: [
    [psp, amount],
    [escrow(escrowId), -amount],
  ],
})

export const feeTaken = ({ escrowId }: Parties, amount: number): Fact => ({
  kind: 'stripe_fee',
  source: aSource(),
  escrowId,
  lines: [
    ['exp:stripe_fee', amount],
    [psp, -amount],
  ],
})

export const allocated = ({ escrowId }: Parties, bookingId: string, amount: number): Fact => ({
  kind: 'allocated',
  source: aSource(),
  escrowId: bookingId,
  lines: [
    [escrow(escrowId), amount],
    [escrow(bookingId), -amount],
  ],
})

export const settled = (
  { escrowId, coachId }: Parties,
  {
    refund,
    promotion = 0,
    share,
    commission,
    playerFee = 0,
  }: { refund: number; promotion?: number; share: number; commission: number; playerFee?: number },
): Fact => ({
  kind: 'settled',
  source: aSource(),
  escrowId,
  lines: [
    [escrow(escrowId), refund + promotion + share + commission + playerFee],
    [refundDue(escrowId), -refund],
    ['exp:promotion', -promotion],
    [coachPayable(coachId), -share],
    ['rev:platform_fee', -commission],
    ['rev:player_fee', -playerFee],
  ],
})

export const refundSent = ({ escrowId }: Parties, amount: number): Fact => ({
  kind: 'refund_sent',
  source: aSource(),
  escrowId,
  lines: [
    [refundDue(escrowId), amount],
    [psp, -amount],
  ],
})

export const refundFailed = ({ escrowId }: Parties, amount: number, reverses?: number): Fact => ({
  kind: 'refund_failed',
  source: aSource(),
  escrowId,
  lines: [
    [psp, amount],
    [refundDue(escrowId), -amount],
  ],
  ...(reverses === undefined ? {} : { reverses }),
})

export const transferred = ({ escrowId, coachId }: Parties, amount: number): Fact => ({
  kind: 'transferred',
  source: aSource(),
  escrowId,
  lines: [
    [coachPayable(coachId), amount],
    [psp, -amount],
  ],
})

export const credited = ({ escrowId, coachId, playerId }: Parties, amount: number): Fact => ({
  kind: 'credited',
  source: aSource(),
  escrowId,
  lines: [
    [receivable(coachId), amount],
    [playerCredit(playerId), -amount],
  ],
})

export const netted = ({ escrowId, coachId }: Parties, amount: number): Fact => ({
  kind: 'netted',
  source: aSource(),
  escrowId,
  lines: [
    [coachPayable(coachId), amount],
    [receivable(coachId), -amount],
  ],
})

export const withdrawn = ({ escrowId }: Parties, amount: number, fee: number): Fact => ({
  kind: 'dispute_withdrawn',
  source: aSource(),
  escrowId,
  lines: [
    ['asset:dispute_hold', amount],
    ['exp:dispute_fee', fee],
    [psp, -amount - fee],
  ],
})

export const reinstated = ({ escrowId }: Parties, amount: number): Fact => ({
  kind: 'dispute_reinstated',
  source: aSource(),
  escrowId,
  lines: [
    [psp, amount],
    ['asset:dispute_hold', -amount],
  ],
})

export const lost = (
  { escrowId, coachId, playerId }: Parties,
  {
    held,
    owed,
    fee,
    playerFee = 0,
    credit = 0,
    loss = 0,
  }: { held: number; owed: number; fee: number; playerFee?: number; credit?: number; loss?: number },
): Fact => ({
  kind: 'dispute_lost',
  source: aSource(),
  escrowId,
  lines: [
    [escrow(escrowId), held],
    [receivable(coachId), owed],
    ['rev:platform_fee', fee],
    ['rev:player_fee', playerFee],
    [playerCredit(playerId), credit],
    ['exp:gift_card_loss', loss],
    ['asset:dispute_hold', -held - owed - fee - playerFee - credit - loss],
  ],
})

export const reversed = ({ escrowId, coachId }: Parties, amount: number): Fact => ({
  kind: 'transfer_reversed',
  source: aSource(),
  escrowId,
  lines: [
    [psp, amount],
    [receivable(coachId), -amount],
  ],
})

export const givenAsGoodwill = ({ escrowId }: Parties, amount: number): Fact => ({
  kind: 'goodwill',
  source: aSource(),
  escrowId,
  lines: [
    ['exp:goodwill', amount],
    [refundDue(escrowId), -amount],
  ],
})

export const creditSpent = ({ escrowId, playerId }: Parties, amount: number): Fact => ({
  kind: 'credit_spent',
  source: aSource(),
  escrowId,
  lines: [
    [playerCredit(playerId), amount],
    [escrow(escrowId), -amount],
  ],
})

export const creditReturned = ({ escrowId, playerId }: Parties, amount: number): Fact => ({
  kind: 'credit_returned',
  source: aSource(),
  escrowId,
  lines: [
    [escrow(escrowId), amount],
    [playerCredit(playerId), -amount],
  ],
})

export const promoted = ({ escrowId }: Parties, amount: number): Fact => ({
  kind: 'promoted',
  source: aSource(),
  escrowId,
  lines: [
    ['exp:promotion', amount],
    [escrow(escrowId), -amount],
  ],
})

export const refundCredited = ({ escrowId, playerId }: Parties, amount: number): Fact => ({
  kind: 'refund_credited',
  source: aSource(),
  escrowId,
  lines: [
    [refundDue(escrowId), amount],
    [playerCredit(playerId), -amount],
  ],
})

export const giftRedeemed = ({ escrowId, playerId }: Parties, amount: number): Fact => ({
  kind: 'gift_redeemed',
  source: aSource(),
  escrowId,
  lines: [
    [escrow(escrowId), amount],
    [playerCredit(playerId), -amount],
  ],
})

/** The rows that say whether an escrow's money is frozen; without them nothing of it is shared out. */
export async function knowEscrow(tx: Tx, t: TestedPayments, { escrowId, coachId, playerId }: Parties): Promise<void> {
  const paymentId = anId()
  await tx`
    insert into payments (id, order_id, order_kind, player_id, coach_id, currency, amount, card, commission_percent, state,
      capture_method, charge_id, captured_at, created_at)
    values (${paymentId}, ${escrowId}, 'booking', ${playerId}, ${coachId}, 'EUR', 1, 1, 15, 'succeeded', 'automatic',
      ${`ch_${paymentId}`}, ${t.clock.now()}, ${t.clock.now()})`
  await tx`insert into escrows (id, payment_id, amount) values (${escrowId}, ${paymentId}, 1)`
}

/** Freezes an escrow for a dispute, or lets go of it. */
export async function freeze(tx: Tx, { escrowId }: Parties, frozen: boolean): Promise<void> {
  await tx`update escrows set frozen_by_dispute = ${frozen} where id = ${escrowId}`
}
