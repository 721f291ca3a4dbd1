import { getOnboarding, type Onboarding } from '@ecc/contracts/coaches'
import { Accordion, Stack, Text } from '@mantine/core'
import { IconCheck } from '@tabler/icons-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { useApiQuery } from '../../lib/api.ts'
import { renewTokens, useSession } from '../../lib/session.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import classes from './coach-onboarding.module.css'
import { OnboardingState } from './onboarding-state.tsx'
import { AdultStep, EmailStep } from './own-steps.tsx'
import { useOnboardingText } from './text.ts'

export type StepId = Onboarding['steps'][number]['id']
/** What a step holds. */
export type StepContent = (step: { done: boolean; hint: string }) => ReactNode

/** Several steps are done elsewhere: in the inbox, at the payment provider, in another tab. */
const refreshMs = 5_000

/** The way to a public profile: how far it is, and every step to be done in place. */
export function OnboardingChecklist({ content }: { content: Partial<Record<StepId, StepContent>> }) {
  const onboarding = useApiQuery(getOnboarding, {}, { refetchInterval: refreshMs })
  return (
    <Loaded query={onboarding} skeleton={<LoadingLines count={6} heightPx={72} />}>
      {(data) => (
        <Stack gap="lg">
          <OnboardingState onboarding={data} />
          <Steps onboarding={data} content={content} />
        </Stack>
      )}
    </Loaded>
  )
}

/** One step is open at a time; once it is done, wherever that happened, the next one that is not opens. */
function Steps(props: { onboarding: Onboarding; content: Partial<Record<StepId, StepContent>> }) {
  const t = useOnboardingText()
  const { steps } = props.onboarding
  const { account } = useSession()
  const firstOpen = steps.find(({ done }) => !done)?.id ?? null
  const [opened, setOpened] = useState<string | null>(firstOpen)
  const isDone = steps.find(({ id }) => id === opened)?.done ?? false
  const before = useRef({ opened, isDone })
  useEffect(() => {
    const gotDone = before.current.opened === opened && isDone && !before.current.isDone
    before.current = { opened, isDone }
    if (gotDone) setOpened(firstOpen)
  }, [opened, isDone, firstOpen])
  const confirmed = steps.find(({ id }) => id === 'email-confirmed')?.done === true
  const known = account?.emailConfirmed === true
  useEffect(() => {
    // Confirmed on another device: the account in memory, and with it the banner, does not know yet.
    if (confirmed && !known) void renewTokens().catch(() => undefined)
  }, [confirmed, known])
  const own: Partial<Record<StepId, StepContent>> = {
    'email-confirmed': ({ done }) => <EmailStep email={account?.email ?? ''} done={done} />,
    adult: ({ done }) => <AdultStep done={done} />,
  }
  return (
    <Accordion
      value={opened}
      onChange={setOpened}
      order={2}
      variant="separated"
      chevronPosition="right"
      classNames={{ item: classes.item, control: classes.control }}
    >
      {steps.map(({ id, done, hint }) => {
        const show = own[id] ?? props.content[id]
        return (
          <Accordion.Item key={id} value={id} data-done={done}>
            <Accordion.Control
              icon={<StepMark done={done} />}
              aria-label={`${t(id)}, ${t(done ? 'done' : 'open')}`}
              aria-describedby={done || opened === id ? undefined : `${id}-hint`}
            >
              <Text span fw={620}>
                {t(id)}
              </Text>
            </Accordion.Control>
            {done || opened === id ? null : (
              <Text size="sm" c="dimmed" className={classes.hint} id={`${id}-hint`}>
                {hint}
              </Text>
            )}
            <Accordion.Panel>{show?.({ done, hint })}</Accordion.Panel>
          </Accordion.Item>
        )
      })}
    </Accordion>
  )
}

function StepMark({ done }: { done: boolean }) {
  return (
    <span className={classes.mark} data-done={done} aria-hidden>
      {done ? <IconCheck size={16} stroke={2.4} /> : null}
    </span>
  )
}
