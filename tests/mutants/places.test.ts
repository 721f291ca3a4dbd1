import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { giftCardMutants } from './gift-cards.ts'
import { moneyMutants } from './money.ts'
import { payoutAndFundsMutants } from './payouts-and-funds.ts'

const root = join(import.meta.dirname, '../..')

it.each([...moneyMutants, ...payoutAndFundsMutants, ...giftCardMutants])(
  'the place of a fault is there once: $name',
  ({ file, from, to }) => {
    expect(readFileSync(join(root, file), 'utf8').split(from)).toHaveLength(2)
    expect(to).not.toBe(from)
  },
)
