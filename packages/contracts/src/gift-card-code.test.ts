import fc from 'fast-check'
import { expect, it } from 'vitest'
import { giftCardCodeBytes, readGiftCardCode, writeGiftCardCode } from './gift-card-code.ts'

const bytes = fc.uint8Array({ minLength: giftCardCodeBytes, maxLength: giftCardCodeBytes })
const code = bytes.map(writeGiftCardCode)

it('writes ten bytes as four groups of four, without letters that are taken for digits', () => {
  fc.assert(fc.property(code, (written) => /^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/.test(written)))
  expect(writeGiftCardCode(new Uint8Array(10))).toBe('0000-0000-0000-0000')
  expect(writeGiftCardCode(new Uint8Array(10).fill(255))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ')
  expect(() => writeGiftCardCode(new Uint8Array(9))).toThrow(RangeError)
})

it('writes other bytes as another code, so that none of the 80 bits is lost', () => {
  fc.assert(
    fc.property(bytes, bytes, (a, b) => (writeGiftCardCode(a) === writeGiftCardCode(b)) === (a.join() === b.join())),
  )
})

it('reads a code however it is typed', () => {
  const space = fc.constantFrom('', '', ' ', '-', ' - ', '–', '\n')
  const typed = code.chain((written) =>
    fc.array(fc.tuple(space, fc.boolean(), fc.boolean()), { minLength: 16, maxLength: 16 }).map((ways) => ({
      written,
      text: [...written.replaceAll('-', '')].map((one, i) => typedAs(one, ways[i])).join(''),
    })),
  )
  fc.assert(fc.property(typed, ({ written, text }) => readGiftCardCode(text) === written))
})

function typedAs(character: string, way: readonly [string, boolean, boolean] | undefined): string {
  const [before, small, confused] = way ?? ['', false, false]
  const looks = character === '0' ? 'O' : character === '1' ? (small ? 'I' : 'L') : character
  const drawn = confused ? looks : character
  return before + (small ? drawn.toLowerCase() : drawn)
}

it('reads what it has read again, and refuses what cannot be a code', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => {
      const read = readGiftCardCode(text)
      return read === null || readGiftCardCode(read) === read
    }),
  )
  for (const text of ['', '0000-0000-0000-000', '0000-0000-0000-0000-0', 'UUUU-0000-0000-0000', '0000_0000_0000_0000'])
    expect(readGiftCardCode(text)).toBeNull()
})
