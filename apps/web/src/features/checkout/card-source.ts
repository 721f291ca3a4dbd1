/** Where a card number becomes a payment method: the provider, never our own server. */

/** A card field that can be asked for a payment method. */
export interface CardSource {
  /**
   * The id of the payment method (`pm_…`); null while there is no form to type into, which says so itself. Throws
   * `CardProblem` for what the person can mend.
   */
  createPaymentMethod: () => Promise<string | null>
}

export type CardPart = 'number' | 'expiry' | 'cvc'

/** The card was not accepted as typed. */
export class CardProblem extends Error {
  readonly part: CardPart | undefined
  constructor(message: string, part?: CardPart) {
    super(message)
    this.part = part
  }
}

/** What is typed into our own card form. */
export interface CardFields {
  number: string
  expiry: string
  cvc: string
}

const partOf: Record<string, CardPart> = { number: 'number', exp_month: 'expiry', exp_year: 'expiry', cvc: 'cvc' }

/**
 * Sends a card to the simulator as Stripe.js does to Stripe: form-encoded, with the public key. The simulator is part of
 * the server that serves this page, so only the path of its address counts, under whatever name the page was opened.
 */
export async function tokenise(card: CardFields, endpoint: string, publishableKey: string): Promise<string> {
  const { month, year } = readExpiry(card.expiry)
  const form = new URLSearchParams({
    type: 'card',
    'card[number]': digitsOf(card.number),
    'card[exp_month]': String(month),
    'card[exp_year]': String(year),
    'card[cvc]': digitsOf(card.cvc),
  })
  const { pathname } = new URL(endpoint, location.origin)
  const response = await fetch(`${pathname}/payment_methods`, {
    method: 'POST',
    headers: { authorization: `Bearer ${publishableKey}`, 'content-type': 'application/x-www-form-urlencoded' },
    body: form,
    signal: AbortSignal.timeout(15_000),
  })
  const answer = (await response.json()) as { id?: string; error?: { message: string; param?: string } }
  if (answer.id !== undefined) return answer.id
  const param = answer.error?.param?.replace(/^card\[(.+)\]$/, '$1') ?? ''
  throw new CardProblem(answer.error?.message ?? 'The card was not accepted', partOf[param])
}

/** "4242 4242 4242 4242" while it is typed. */
export function groupDigits(text: string): string {
  return (
    digitsOf(text)
      .slice(0, 19)
      .match(/.{1,4}/g) ?? []
  ).join(' ')
}

/** "12 / 34" while it is typed; "5" becomes "05 / ". */
export function formatExpiry(text: string, before: string): string {
  const digits = digitsOf(text).slice(0, 4)
  const erasing = text.length < before.length
  const month = digits.length === 1 && Number(digits) > 1 ? `0${digits}` : digits.slice(0, 2)
  const year = digits.length > 2 ? digits.slice(2) : ''
  if (month.length < 2 || (erasing && year === '')) return month
  return `${month} / ${year}`
}

/** Month 1-12 and four-digit year; both NaN when incomplete. */
export function readExpiry(text: string): { month: number; year: number } {
  const digits = digitsOf(text)
  if (digits.length !== 4) return { month: Number.NaN, year: Number.NaN }
  return { month: Number(digits.slice(0, 2)), year: 2000 + Number(digits.slice(2)) }
}

/** Which parts cannot be right: the check digit (ISO/IEC 7812-1), a date past, a code too short. */
export function wrongParts(card: CardFields, nowMs: number): CardPart[] {
  const { month, year } = readExpiry(card.expiry)
  const today = new Date(nowMs)
  const past = year * 12 + month < today.getUTCFullYear() * 12 + today.getUTCMonth() + 1
  return [
    ...(passesLuhn(digitsOf(card.number)) ? [] : (['number'] as const)),
    ...(month >= 1 && month <= 12 && !past ? [] : (['expiry'] as const)),
    ...(/^\d{3,4}$/.test(digitsOf(card.cvc)) ? [] : (['cvc'] as const)),
  ]
}

function passesLuhn(digits: string): boolean {
  if (digits.length < 12) return false
  const sum = [...digits].reverse().reduce((total, digit, index) => {
    const value = Number(digit) * (index % 2 === 1 ? 2 : 1)
    return total + (value > 9 ? value - 9 : value)
  }, 0)
  return sum % 10 === 0
}

function digitsOf(text: string): string {
  return text.replace(/\D/g, '')
}
