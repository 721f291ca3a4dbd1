import type { PayloadOf } from '@ecc/contracts/define'
import type { giftCardLost, giftCardRedeemed, giftCardSent, giftCardWithdrawn } from '@ecc/contracts/gift-cards'
import { button, facts, type Letter, quote, small, subjectLine, text } from './letter.ts'
import { amount, anyReader, type Reader } from './times.ts'

const link = '/gift-cards'

/**
 * The gift itself. Its recipient may be a stranger to us: names are somebody's own words, so they stand as values and not in the
 * subject. The code is behind the `#` of the link, which browsers send to nobody.
 */
export function giftCardLetter(
  publicUrl: string,
  { amount: money, recipientName, message, code }: PayloadOf<typeof giftCardSent>,
  from: string | null,
): Letter {
  return {
    subject: 'A gift card for game coaching',
    blocks: [
      text('Somebody gives you coaching: this gift card is yours to spend on any coach of Esport Coach Connect.'),
      facts(
        ...(recipientName === null ? [] : [['For', recipientName] as const]),
        ...(from === null ? [] : [['From', from] as const]),
        ['Worth', amount(money, anyReader)],
        ['Code', code],
      ),
      ...(message === null ? [] : [quote(message)]),
      button('Redeem it', `${publicUrl}${link}/redeem#${code}`),
      small('It does not expire. Whoever has the code can redeem it, once: keep this mail to yourself.'),
    ],
    mail: 'always',
    because: 'You get this because somebody gave your address as that of the person the gift card is for.',
  }
}

/** A gift card was used; its buyer is not told by whom. */
export function giftCardRedeemedLetter(
  publicUrl: string,
  { amount: money, recipientName }: PayloadOf<typeof giftCardRedeemed>,
  reader: Reader,
): Letter {
  const sum = amount(money, reader)
  const whose = recipientName === null ? '' : ` for ${recipientName}`
  const body = `Your gift card of ${sum}${whose} was redeemed.`
  return {
    subject: `Your gift card of ${sum} was redeemed`,
    blocks: [text(body), button('See your gift cards', publicUrl + link)],
    notice: { kind: 'payment', title: 'A gift card was redeemed', body, link },
    mail: 'always',
  }
}

/** A gift card was taken back: the money is on its way. */
export function giftCardWithdrawnLetter(
  publicUrl: string,
  { amount: money, by }: PayloadOf<typeof giftCardWithdrawn>,
  reader: Reader,
): Letter {
  const sum = amount(money, reader)
  const who = by === 'buyer' ? 'You took' : 'Our staff took'
  const body = `${who} your gift card of ${sum} back. Its code ended, and all of the money goes back to the card that paid it.`
  return {
    subject: subjectLine(`Your gift card of ${sum} was taken back`),
    blocks: [text(body), button('See your payments', `${publicUrl}/payments`)],
    notice: { kind: 'payment', title: 'A gift card was taken back', body, link },
    mail: 'always',
  }
}

/** The payment of a gift card was taken back by a bank, and what is left of it with its redeemer with it. */
export function giftCardLostLetter(
  publicUrl: string,
  { amount: money, taken }: PayloadOf<typeof giftCardLost>,
  reader: Reader,
): Letter {
  const [worth, sum] = [amount(money, reader), amount(taken, reader)]
  const body = `The bank took back the payment of the gift card of ${worth} that you redeemed, so ${sum} of your credit ended.`
  return {
    subject: `${sum} of your credit ended`,
    blocks: [
      text(body),
      text('Sessions that you have paid for with it stay as they are. Ask whoever gave you the card about it.'),
      button('See your credit', `${publicUrl}/payments`),
    ],
    notice: { kind: 'payment', title: `${sum} of your credit ended`, body, link: '/payments' },
    mail: 'always',
  }
}
