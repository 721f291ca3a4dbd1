/** The code of a gift card: 80 random bits as 16 characters of Crockford's base32 (crockford.com/base32.html), by fours. */

const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const characters = 16
const bitsEach = 5n
/** How many random bytes a code is made from. */
export const giftCardCodeBytes = 10

/** Writes ten random bytes as a code: `7K3F-9XQ2-M0VB-TC58`. */
export function writeGiftCardCode(bytes: Uint8Array): string {
  if (bytes.length !== giftCardCodeBytes) throw new RangeError(`a code is made from ${giftCardCodeBytes} bytes`)
  const bits = bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n)
  const digits = Array.from({ length: characters }, (_, index) => {
    const shift = bitsEach * BigInt(characters - 1 - index)
    return alphabet.charAt(Number((bits >> shift) & 31n))
  })
  return byFours(digits.join(''))
}

/**
 * Reads a code as people type it: in any case, with spaces and dashes anywhere, O for 0, I and L for 1. Answers it as it was
 * written; null when it cannot be one.
 */
export function readGiftCardCode(text: string): string | null {
  const plain = text
    .replaceAll(/[\s\p{Pd}]/gu, '')
    .toUpperCase()
    .replaceAll('O', '0')
    .replaceAll(/[IL]/g, '1')
  const isCode = plain.length === characters && [...plain].every((character) => alphabet.includes(character))
  return isCode ? byFours(plain) : null
}

const byFours = (plain: string): string => plain.replaceAll(/.{4}(?=.)/g, '$&-')
