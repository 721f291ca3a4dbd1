import { createBooking, notBookable, slotTaken } from '@ecc/contracts/bookings'
import { getCoach, type Slot } from '@ecc/contracts/coaches'
import { Button, Drawer, Loader, Stack, Text, Title } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { type ReactNode, useCallback, useEffect, useRef, useState } from 'react'
import { useApiMutation, useApiQuery } from '../../lib/api.ts'
import { useSession } from '../../lib/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import classes from './booking-sheet.module.css'
import { HoldProblem } from './hold-problem.tsx'
import { SlotSummary } from './slot-summary.tsx'
import { useSheetText } from './text.ts'
import { UsePackage, useUsablePackage } from './use-package.tsx'

/** What is to be booked: an offer of a coach at a time. */
export interface SlotChoice {
  coachId: string
  offerId: string
  slot: Pick<Slot, 'startsAt'>
}

export interface BookingSheetProps {
  choice: SlotChoice
  /** The time was chosen by a click just now, so a signed-in player's hold begins at once; a link never holds by itself. */
  fresh: boolean
  onChoose: (choice: SlotChoice) => void
  onClose: () => void
  /** The form by which a guest signs up or logs in without leaving the sheet. */
  signIn: (labels: { signUpLabel: string; logInLabel: string }) => ReactNode
}

/** The chosen time with price and terms; a guest becomes a player here, then the time is held and checkout follows. */
export function BookingSheet({ choice, fresh, onChoose, onClose, signIn }: BookingSheetProps) {
  const t = useSheetText()
  const phone = useMediaQuery('(max-width: 36em)')
  const session = useSession()
  const coach = useApiQuery(getCoach, { params: { id: choice.coachId } })
  const { hold, holdNow } = useHold(choice)
  useReturnFocus()
  const wasGuest = useRef(false)
  if (session.status === 'guest') wasGuest.current = true

  const signedIn = session.status === 'signed-in'
  const { usable, known } = useUsablePackage(choice, coach.data, signedIn)
  const [payOnce, setPayOnce] = useState(false)
  const asksForPackage = usable !== undefined && !payOnce
  const begins = signedIn && known && !asksForPackage && (fresh || wasGuest.current || payOnce)
  useEffect(() => {
    if (begins) holdNow()
  }, [begins, holdNow])

  return (
    <Drawer
      opened
      onClose={onClose}
      title={t('title')}
      position={phone ? 'bottom' : 'right'}
      size={phone ? '94%' : 480}
      radius={phone ? 'lg' : undefined}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Stack gap="lg">
        <Loaded query={coach}>{(data) => <SlotSummary coach={data} choice={choice} />}</Loaded>
        {hold.error ? (
          <HoldProblem
            error={hold.error}
            coach={coach.data}
            taken={slotTaken.is(hold.error) || notBookable.is(hold.error)}
            onChoose={onChoose}
            onRetry={() => hold.mutate({ body: { offerId: choice.offerId, startsAt: choice.slot.startsAt } })}
          />
        ) : null}
        {session.status === 'guest' ? (
          <section className={classes.who} aria-labelledby="who-is-playing">
            <Title order={3} id="who-is-playing">
              {t('whoAreYou')}
            </Title>
            <Text size="sm" c="dimmed" mb="md">
              {t('whoLead')}
            </Text>
            {signIn({ signUpLabel: t('signUpLabel'), logInLabel: t('logInLabel') })}
          </section>
        ) : null}
        {signedIn && usable && asksForPackage ? (
          <UsePackage bought={usable} choice={choice} onPay={() => setPayOnce(true)} />
        ) : null}
        {signedIn && !asksForPackage && !hold.error ? (
          hold.isPending || hold.isSuccess || begins || !known ? (
            <div className={classes.holding} role="status">
              <Loader size="sm" /> {t('holding')}
            </div>
          ) : (
            <Button size="md" onClick={holdNow}>
              {t('hold')}
            </Button>
          )
        ) : null}
      </Stack>
    </Drawer>
  )
}

/** The sheet goes with its choice, so it gives the focus back itself: to the time that opened it. */
function useReturnFocus() {
  const opener = useRef(document.activeElement)
  useEffect(() => {
    const element = opener.current
    return () => {
      if (element instanceof HTMLElement && element.isConnected) element.focus()
    }
  }, [])
}

/** Holds the choice, once for each, and goes on to checkout. */
function useHold(choice: SlotChoice) {
  const navigate = useNavigate()
  const begun = useRef<string | null>(null)
  const hold = useApiMutation(createBooking, {
    onSuccess: ({ id }) => void navigate({ to: '/bookings/$id/checkout', params: { id }, replace: true }),
  })
  const { mutate } = hold
  const { offerId } = choice
  const { startsAt } = choice.slot
  const holdNow = useCallback(() => {
    const key = `${offerId} ${startsAt}`
    if (begun.current === key) return
    begun.current = key
    mutate({ body: { offerId, startsAt } })
  }, [mutate, offerId, startsAt])
  return { hold, holdNow }
}
