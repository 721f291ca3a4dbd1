import { Container, Stack, Text, Title } from '@mantine/core'
import { IconArrowsSplit2, IconCoin, IconHeartHandshake, IconLock, IconVideo } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useSession } from '../../lib/session.ts'
import { LinkButton } from '../../ui/link.tsx'
import { GameTiles } from './game-tiles.tsx'
import { Hero } from './hero.tsx'
import classes from './landing.module.css'
import { useLandingText } from './text.ts'

/** The first page: what this is, search, games, who is free now, how it works, where the money is. */
export function Landing({ freeSoon }: { freeSoon: ReactNode }) {
  const { account } = useSession()
  return (
    <>
      <Hero />
      <Container size={1120} px={{ base: 'md', sm: 'lg' }}>
        <Stack gap={72} py={{ base: 'xl', sm: 56 }}>
          <GameTiles />
          {freeSoon}
          <HowItWorks />
          <MoneyTrail />
          {account?.roles.includes('coach') ? null : <CoachCall />}
        </Stack>
      </Container>
    </>
  )
}

function HowItWorks() {
  const t = useLandingText()
  const steps = [
    ['step1', 'step1Body'],
    ['step2', 'step2Body'],
    ['step3', 'step3Body'],
  ] as const
  return (
    <section aria-labelledby="how">
      <Title order={2} id="how" mb="lg">
        {t('how')}
      </Title>
      <ol className={classes.steps}>
        {steps.map(([title, body], index) => (
          <li key={title}>
            <Chevrons count={index + 1} />
            <Title order={3}>{t(title)}</Title>
            <Text c="dimmed">{t(body)}</Text>
          </li>
        ))}
      </ol>
    </section>
  )
}

/** One to three stacked chevrons, as on a rank badge. */
function Chevrons({ count }: { count: number }) {
  const height = 12 + count * 8
  return (
    <svg className={classes.chevrons} viewBox={`0 0 28 ${height}`} width="34" aria-hidden="true">
      {Array.from({ length: count }, (_, index) => (
        <path
          key={index}
          d={`M2 ${10 + index * 8} 14 ${2 + index * 8}l12 8v5.5L14 ${7.5 + index * 8} 2 ${15.5 + index * 8}z`}
          fill="var(--accent-text)"
          opacity={1 - index * 0.28}
        />
      ))}
    </svg>
  )
}

function MoneyTrail() {
  const t = useLandingText()
  const stations = [
    { title: 'money1', body: 'money1Body', icon: IconCoin },
    { title: 'money2', body: 'money2Body', icon: IconLock },
    { title: 'money3', body: 'money3Body', icon: IconVideo },
    { title: 'money4', body: 'money4Body', icon: IconArrowsSplit2 },
  ] as const
  return (
    <section aria-labelledby="money" className={classes.money}>
      <Title order={2} id="money">
        {t('money')}
      </Title>
      <Text c="dimmed" mt={4}>
        {t('moneyLead')}
      </Text>
      <ol className={classes.trail}>
        {stations.map(({ title, body, icon: Icon }) => (
          <li key={title}>
            <span className={classes.station}>
              <Icon size={20} stroke={1.7} aria-hidden />
            </span>
            <Title order={3} fz="md">
              {t(title)}
            </Title>
            <Text size="sm" c="dimmed">
              {t(body)}
            </Text>
          </li>
        ))}
      </ol>
    </section>
  )
}

function CoachCall() {
  const t = useLandingText()
  return (
    <section aria-labelledby="coach-call" className={classes.coachCall}>
      <IconHeartHandshake size={30} stroke={1.5} aria-hidden />
      <div>
        <Title order={2} fz="h3" id="coach-call">
          {t('coachTitle')}
        </Title>
        <Text c="dimmed">{t('coachBody')}</Text>
      </div>
      <LinkButton to="/signup" search={{ role: 'coach', next: undefined }} variant="default">
        {t('coachAction')}
      </LinkButton>
    </section>
  )
}
