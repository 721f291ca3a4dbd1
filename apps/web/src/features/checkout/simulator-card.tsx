import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconCreditCard } from '@tabler/icons-react'
import { type Ref, useId, useImperativeHandle, useState } from 'react'
import { now } from '../../lib/clock.ts'
import {
  type CardFields,
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
  const [card, setCard] = useState<CardFields>({ number: '', expiry: '', cvc: '' })
  const [problems, setProblems] = useState<Partial<Record<CardPart, string>>>({})
  const change = (part: CardPart, value: string) => {
    setCard({ ...card, [part]: value })
    setProblems({ ...problems, [part]: undefined })
  }
  const say = (found: Partial<Record<CardPart, string>>, first: CardPart) => {
    setProblems(found)
    document.getElementById(`${id}-${first}`)?.focus()
  }
  useImperativeHandle(props.ref, () => ({
    createPaymentMethod: async () => {
      const messages = { number: t('badNumber'), expiry: t('badExpiry'), cvc: t('badCvc') }
      const wrong = wrongParts(card, now())
      setProblems({})
      if (wrong[0] !== undefined) {
        say(Object.fromEntries(wrong.map((part) => [part, messages[part]])), wrong[0])
        throw new CardProblem(messages[wrong[0]], wrong[0])
      }
      try {
        return await tokenise(card, props.endpoint, props.publishableKey)
      } catch (error) {
        if (error instanceof CardProblem && error.part) say({ [error.part]: error.message }, error.part)
        throw error
      }
    },
  }))
  const common = (part: CardPart) => ({
    id: `${id}-${part}`,
    inputMode: 'numeric' as const,
    className: 'figures',
    value: card[part],
    error: problems[part],
  })
  return (
    <Stack gap="md">
      <TextInput
        {...common('number')}
        label={t('cardNumber')}
        autoComplete="cc-number"
        leftSection={<IconCreditCard size={19} aria-hidden />}
        onChange={(event) => change('number', groupDigits(event.currentTarget.value))}
      />
      <Group grow align="flex-start" gap="md">
        <TextInput
          {...common('expiry')}
          label={t('expiry')}
          placeholder={t('expiryHint')}
          autoComplete="cc-exp"
          onChange={(event) => change('expiry', formatExpiry(event.currentTarget.value, card.expiry))}
        />
        <TextInput
          {...common('cvc')}
          label={t('cvc')}
          placeholder={t('cvcHint')}
          autoComplete="cc-csc"
          maxLength={4}
          onChange={(event) => change('cvc', event.currentTarget.value.replace(/\D/g, '').slice(0, 4))}
        />
      </Group>
      <TestCards
        onChoose={(number) => {
          setCard({ number, expiry: '12 / 34', cvc: '123' })
          setProblems({})
        }}
      />
    </Stack>
  )
}

/** What the simulator takes, since a real card is never to be typed in here. */
function TestCards({ onChoose }: { onChoose: (number: string) => void }) {
  const t = useCheckoutText()
  return (
    <div className={classes.testCards}>
      <Text size="sm" c="dimmed" mb={6}>
        {t('testCards')}
      </Text>
      <Group gap="xs">
        {testCards.map(({ text, number }) => (
          <Button key={number} variant="default" size="compact-sm" onClick={() => onChoose(number)}>
            {t(text)} <span className="figures">&nbsp;…{number.slice(-4)}</span>
          </Button>
        ))}
      </Group>
    </div>
  )
}
