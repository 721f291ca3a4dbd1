import { minorDigits } from '@ecc/contracts/currencies'
import { NumberInput, type NumberInputProps } from '@mantine/core'

/** An amount of money as people write it, with as many decimals as its currency has. */
export function AmountInput({ currency, ...rest }: NumberInputProps & { currency: Parameters<typeof minorDigits>[0] }) {
  return (
    <NumberInput
      flex={1}
      min={0}
      decimalScale={minorDigits(currency)}
      allowNegative={false}
      hideControls
      inputMode="decimal"
      {...rest}
    />
  )
}
