import type { PayloadOf } from '@ecc/contracts/define'
import { type PayoutFailure, payoutFailureOf } from '@ecc/contracts/payout-failures'
import type { payoutFailed, payoutPaid, payoutRequirementsDue } from '@ecc/contracts/payouts'
import { button, type Letter, small, text } from './letter.ts'
import { amount, moment, type Reader } from './times.ts'

const link = '/coach/earnings'

/** A payout has arrived. */
export function payoutPaidLetter(
  publicUrl: string,
  { amount: money, automatic }: PayloadOf<typeof payoutPaid>,
  reader: Reader,
): Letter {
  const sum = amount(money, reader)
  const why = automatic ? 'by your schedule' : 'as you asked'
  return {
    subject: `Paid out: ${sum}`,
    blocks: [
      text(`${sum} went to your bank account ${why}. If you do not see it yet, your bank needs a little longer.`),
      button('Open your earnings', publicUrl + link),
    ],
    notice: { kind: 'payment', title: `${sum} was paid out`, body: `It went to your bank account ${why}.`, link },
    mail: 'updates',
  }
}

const reasons: Record<PayoutFailure, string> = {
  closed: 'The bank account is closed.',
  wrong: 'The bank does not know this account, or not under your name.',
  blocked: 'The bank does not let money into this account.',
  currency: 'The account does not take this currency.',
  unknown: 'The bank could not take it.',
}

/** A bank sent a payout back: nothing is lost, and another bank account is the way out. */
export function payoutFailedLetter(
  publicUrl: string,
  { amount: money, failureCode }: PayloadOf<typeof payoutFailed>,
  reader: Reader,
): Letter {
  const sum = amount(money, reader)
  const reason = reasons[payoutFailureOf(failureCode)]
  return {
    subject: `Your payout of ${sum} came back`,
    blocks: [
      text(`Your bank sent a payout of ${sum} back. ${reason}`),
      text(
        'Nothing is lost: the money is in your balance again. No more is paid out until you give another bank account.',
      ),
      button('Give another bank account', publicUrl + link),
    ],
    notice: {
      kind: 'payment',
      title: `Your payout of ${sum} came back`,
      body: `${reason} Give another bank account, and it goes out again.`,
      link,
    },
    mail: 'always',
  }
}

/** The provider asks for more, until a date after which it stops paying. */
export function requirementsDueLetter(
  publicUrl: string,
  { dueAt }: PayloadOf<typeof payoutRequirementsDue>,
  reader: Reader,
): Letter {
  const until =
    dueAt === null ? 'Until it has it, payouts may stop.' : `It stops paying out on ${moment(dueAt, reader)}.`
  return {
    subject: 'The payment provider needs something from you',
    blocks: [
      text(`To go on paying you, the payment provider needs to know more about you. ${until}`),
      button('See what it needs', publicUrl + link),
      small('Your earnings are safe meanwhile; they wait.'),
    ],
    notice: { kind: 'payment', title: 'The payment provider needs something from you', body: until, link },
    mail: 'always',
  }
}
