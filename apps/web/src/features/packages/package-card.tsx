import type { Package } from '@ecc/contracts/packages'
import { Group, Text, Title } from '@mantine/core'
import { useCatalogue } from '../../lib/catalogue.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './packages.module.css'
import { usePackagesText } from './text.ts'

const tones = { pending: 'warn', active: 'good', lapsed: 'plain', expired: 'plain', cancelled: 'bad' } as const

/** One package: what is left of it, until when, and the way to schedule the next session. */
export function PackageCard({ bought }: { bought: Package }) {
  const t = usePackagesText()
  const { accent, gameName } = useCatalogue()
  const { id, offerTitle: title, state, remaining, viewerIs } = bought
  const isPlayer = viewerIs === 'player'
  const schedulable = isPlayer && state === 'active' && remaining > 0
  return (
    <article
      className={classes.card}
      style={{ '--game': accent(bought.gameId) } as React.CSSProperties}
      aria-labelledby={`package-${id}`}
    >
      <div className={classes.words}>
        <Title order={2} fz="md" id={`package-${id}`}>
          {title}
        </Title>
        <Text size="sm" c="dimmed">
          {isPlayer ? t('with', { name: bought.coach.displayName }) : t('for', { name: bought.player.displayName })} ·{' '}
          {gameName(bought.gameId)}
        </Text>
        <PackageStanding bought={bought} />
      </div>
      <div className={classes.side}>
        <Tag tone={tones[state]}>{t(`state_${state}`)}</Tag>
        <Group gap="xs">
          {schedulable ? (
            <LinkButton to="/packages/$id" params={{ id }} size="sm" aria-label={t('scheduleFor', { title })}>
              {t('schedule')}
            </LinkButton>
          ) : (
            <LinkButton
              to="/packages/$id"
              params={{ id }}
              size="sm"
              variant="default"
              aria-label={t('detailsFor', { title })}
            >
              {t('details')}
            </LinkButton>
          )}
        </Group>
      </div>
    </article>
  )
}

/** How much of a package is left and until when, or what came back of it. */
export function PackageStanding({ bought }: { bought: Package }) {
  const t = usePackagesText()
  const times = useTimes()
  const money = useMoney()
  const { state, remaining, sessions, validUntil, price, refund } = bought
  const active = state === 'active'
  return (
    <>
      {active ? (
        <Text className={classes.left}>
          {t('left', { count: remaining })}{' '}
          {remaining === 0 ? null : (
            <Text span c="dimmed" size="sm" fw={400}>
              {t('ofAll', { count: sessions })}
            </Text>
          )}
        </Text>
      ) : null}
      <Text size="sm" c="dimmed" className="figures">
        {[
          active && validUntil !== null ? t('until', { date: times.dayTime(validUntil) }) : null,
          bought.paidAt === null ? null : t('paid', { price: money.exact(price) }),
          refund === null ? null : t('refunded', { amount: money.exact(refund) }),
        ]
          .filter((part) => part !== null)
          .join(' · ')}
      </Text>
    </>
  )
}
