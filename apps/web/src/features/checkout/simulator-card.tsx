import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconCreditCard } from '@tabler/icons-react'
import { type Ref, useId, useImperativeHandle, useState } from 'react'
import { now } from '../../lib/clock.ts'
import {
  type CardPart,
  CardProblem,
  type CardSource,
  formatExpiry,
  groupDigits,
  tokenise,
  wrongParts,
} from './card-source.ts'
import classes from './checkout.module.css'
import { useCheckoutText } from './text.ts'

const testCards = [
  { text: 'testGood', number: '4242 4242 4242 4242' },
  { text: 'testSecure', number: '4000 0025 0000 3155' },
  { text: 'testDeclined', number: '4000 0000 0000 9995' },
] as const

/** Our own card fields, for the payment simulator. With Stripe, Stripe's own field takes their place. */
export function SimulatorCard(props: { ref: Ref<CardSource>; endpoint: string; publishableKey: string }) {
  const t = useCheckoutText()
  const id = useId()
  const [card, setCard] = useState({ number: '', expiry: '', cvc: '' })
  const [problems, setProblems] = useState<Partial<Record<CardPart, string>>>({})
  const change = (part: CardPart, value: string) => {
    setCard({ ...card, [part]: value })
    setProblems({ ...problems, [part]: undefined })
  }
  useImperativeHandle(props.ref, () => ({
    createPaymentMethod: async () => {
      const messages = { number: t('badNumber'), expiry: t('badExpiry'), cvc: t('badCvc') }
      const wrong = wrongParts(card, now())
      setProblems(Object.fromEntries(wrong.map((part) => [part, messages[part]])))
      if (wrong[0] !== undefined) {
        document.getElementById(`${id}-${wrong[0]}`)?.focus()
        throw new CardProblem(messages[wrong[0]], wrong[0])
      }
      try {
        return await tokenise(card, props.endpoint, props.publishableKey)
      } catch (error) {
        if (error instanceof CardProblem && error.part) {
          setProblems({ [error.part]: error.message })
          document.getElementById(`${id}-${error.part}`)?.focus()
        }
        throw error
      }
    },
  }))
  return (
    <Stack gap="md">
      <TextInput
        id={`${id}-number`}
        label={t('cardNumber')}
        inputMode="numeric"
        autoComplete="cc-number"
        leftSection={<IconCreditCard size={19} aria-hidden />}
        value={card.number}
        error={problems.number}
        onChange={(event) => change('number', groupDigits(event.currentTarget.value))}
        className="figures"
      />
      <Group grow align="flex-start" gap="md">
        <TextInput
          id={`${id}-expiry`}
          label={t('expiry')}
          placeholder={t('expiryHint')}
          inputMode="numeric"
          autoComplete="cc-exp"
          value={card.expiry}
          error={problems.expiry}
          onChange={(event) => change('expiry', formatExpiry(event.currentTarget.value, card.expiry))}
          className="figures"
        />
        <TextInput
          id={`${id}-cvc`}
          label={t('cvc')}
          placeholder={t('cvcHint')}
          inputMode="numeric"
          autoComplete="cc-csc"
          maxLength={4}
          value={card.cvc}
          error={problems.cvc}
          onChange={(event) => change('cvc', event.currentTarget.value.replace(/\D/g, '').slice(0, 4))}
          className="figures"
        />
      </Group>
      <div className={classes.testCards}>
        <Text size="sm" c="dimmed" mb={6}>
          {t('testCards')}
        </Text>
        <Group gap="xs">
          {testCards.map(({ text, number }) => (
            <Button
              key={number}
              variant="default"
              size="compact-sm"
              onClick={() => {
                setCard({ number, expiry: '12 / 34', cvc: '123' })
                setProblems({})
              }}
            >
              {t(text)} <span className="figures">&nbsp;…{number.slice(-4)}</span>
            </Button>
          ))}
        </Group>
      </div>
    </Stack>
  )
}
