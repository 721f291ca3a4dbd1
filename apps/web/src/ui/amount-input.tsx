import { NumberInput, type NumberInputProps } from '@mantine/core'

/** An amount of money as people write it; `digits` is how many decimals its currency has. */
export function AmountInput({ digits, ...rest }: NumberInputProps & { digits: number }) {
  return (
    <NumberInput
      flex={1}
      min={0}
      decimalScale={digits}
      allowNegative={false}
      hideControls
      inputMode="decimal"
      {...rest}
    />
  )
}
