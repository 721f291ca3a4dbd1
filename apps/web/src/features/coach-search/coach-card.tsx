import type { CoachCard as Coach, Slot } from '@ecc/contracts/coaches'
import { Group, Text, Title } from '@mantine/core'
import { languageName, useCatalogue } from '../../lib/catalogue.ts'
import { useMoney } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { PlainLink } from '../../ui/link.tsx'
import { Stars } from '../../ui/stars.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './coach-card.module.css'
import { NextSlots } from './next-slots.tsx'
import { useSearchText } from './text.ts'

/** A slot that was chosen on a card, with what is needed to book it. */
export interface Choice {
  coachId: string
  offerId: string
  slot: Slot
}

/** A coach in a list: who, what, for how much, and the next three free times to book at once. */
export function CoachCard({ coach, onChoose }: { coach: Coach; onChoose: (choice: Choice) => void }) {
  const t = useSearchText()
  const catalogue = useCatalogue()
  const money = useMoney()
  const isGroup = coach.nextSlotsOfferKind === 'group'
  return (
    <article className={classes.card} aria-labelledby={`coach-${coach.id}`}>
      <div className={classes.who}>
        <Face name={coach.displayName} url={coach.avatarUrl} size={56} />
        <div className={classes.words}>
          <Group gap="sm" wrap="wrap">
            <Title order={3} id={`coach-${coach.id}`}>
              <PlainLink to="/coaches/$id" params={{ id: coach.id }} className={classes.name}>
                {coach.displayName}
              </PlainLink>
            </Title>
            <Stars mean={coach.rating.mean} count={coach.rating.count} />
          </Group>
          <Text className={classes.headline}>{coach.headline}</Text>
          <Group gap={6} mt={8}>
            {coach.games.map(({ gameId, rankId }) => (
              <span
                key={gameId}
                className={classes.game}
                style={{ '--game': catalogue.accent(gameId) } as React.CSSProperties}
              >
                {catalogue.gameName(gameId)} <b>{catalogue.rankName(gameId, rankId)}</b>
              </span>
            ))}
            {coach.languages.map((code) => (
              <Tag key={code}>{languageName(code)}</Tag>
            ))}
          </Group>
        </div>
      </div>
      <div className={classes.offer}>
        <p className={classes.price}>
          {isGroup ? <Tag>{t('group')}</Tag> : null} <span>{t('from')}</span>{' '}
          <b className="figures">{money(coach.fromPrice)}</b> <span>{t('perHour')}</span>
        </p>
        <NextSlots coach={coach} onChoose={onChoose} />
      </div>
    </article>
  )
}
