import type { CoachProfile, Slot } from '@ecc/contracts/coaches'
import { Group, Stack, Switch, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { languageName, useCatalogue } from '../../lib/catalogue.ts'
import type { Span } from '../../lib/span.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { PageFrame } from '../../ui/page.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Stars } from '../../ui/stars.tsx'
import { Tag } from '../../ui/tag.tsx'
import { BuyPackage } from './buy-package.tsx'
import classes from './coach-page.module.css'
import { GroupDates } from './group-dates.tsx'
import { OfferChoice } from './offer-choice.tsx'
import { Reviews } from './reviews.tsx'
import { SlotPicker } from './slot-picker.tsx'
import { useCoachPageText } from './text.ts'

/** A coach's public page: who they are, what they sell, when they are free, what players say. */
export function CoachPage({
  coach,
  wanted,
  onChoose,
  fullDay,
  onRepeat,
}: {
  coach: CoachProfile
  /** The offer to begin with. */
  wanted?: string | undefined
  onChoose: (offerId: string, slot: Slot) => void
  /** What a day without free times offers instead; calls `onFree` when it finds one that is free after all. */
  fullDay: (offerId: string, day: Span, onFree: () => void) => ReactNode
  /** A time was chosen that is to be repeated. */
  onRepeat: (offerId: string, slot: Slot) => void
}) {
  const t = useCoachPageText()
  const offers = coach.offers.filter(({ active }) => active)
  const offerOf = (wantedId: string | null | undefined) => offers.find(({ id }) => id === wantedId)
  const usual = offerOf(wanted) ?? offerOf(coach.nextSlotsOfferId) ?? offers[0]
  const [offerId, setOfferId] = useState(usual?.id)
  const offer = offerOf(offerId)
  const repeatable = offer?.kind === 'single' && offer.bookingMode === 'instant'
  const [repeats, setRepeats] = useState(false)
  return (
    <PageFrame>
      <div className={classes.layout}>
        <CoachHead coach={coach} />
        <div className={classes.booking}>
          <Panel title={t('book')}>
            {offer === undefined ? (
              <Text c="dimmed">{t('noOffers')}</Text>
            ) : (
              <Stack gap="lg">
                <OfferChoice offers={offers} value={offer.id} onChange={setOfferId} />
                {offer.group !== null ? (
                  <GroupDates
                    key={offer.id}
                    coach={coach}
                    offer={offer}
                    onChoose={(slot) => onChoose(offer.id, slot)}
                  />
                ) : offer.package === null ? (
                  <>
                    {repeatable ? (
                      <Switch
                        label={t('repeat')}
                        description={t('repeatHint')}
                        checked={repeats}
                        onChange={(event) => setRepeats(event.currentTarget.checked)}
                      />
                    ) : null}
                    <SlotPicker
                      key={offer.id}
                      coach={coach}
                      offerId={offer.id}
                      onChoose={(slot) => (repeats && repeatable ? onRepeat(offer.id, slot) : onChoose(offer.id, slot))}
                      fullDay={(day, onFree) => fullDay(offer.id, day, onFree)}
                    />
                  </>
                ) : (
                  <BuyPackage offer={offer} terms={offer.package} />
                )}
              </Stack>
            )}
          </Panel>
        </div>
        <Stack gap="xl" className={classes.story}>
          <section aria-labelledby="about">
            <Title order={2} fz="h3" id="about" mb="xs">
              {t('about')}
            </Title>
            <Text className={classes.bio}>{coach.bio}</Text>
          </section>
          <Reviews coach={coach} />
        </Stack>
      </div>
    </PageFrame>
  )
}

function CoachHead({ coach }: { coach: CoachProfile }) {
  const t = useCoachPageText()
  const times = useTimes()
  const { gameName, roleName, rankName, accent } = useCatalogue()
  return (
    <header className={classes.head}>
      <Group gap="lg" wrap="nowrap" align="flex-start">
        <Face name={coach.displayName} url={coach.avatarUrl} size={84} />
        <div>
          <Title order={1}>{coach.displayName}</Title>
          <Text size="lg" mt={4}>
            {coach.headline}
          </Text>
          <Group gap="md" mt="xs">
            <Stars mean={coach.rating.mean} count={coach.rating.count} />
            <Text size="sm" c="dimmed">
              {t('joined', { date: times.date(coach.joinedAt) })}
            </Text>
          </Group>
        </div>
      </Group>
      <ul className={classes.games} aria-label={t('games')}>
        {coach.games.map(({ gameId, rankId, roleIds }) => (
          <li key={gameId} style={{ '--game': accent(gameId) } as React.CSSProperties}>
            <b>{gameName(gameId)}</b>
            <span>{rankName(gameId, rankId)}</span>
            <span>{roleIds.map((id) => roleName(gameId, id)).join(', ')}</span>
          </li>
        ))}
      </ul>
      <Group gap={6}>
        {coach.languages.map((code) => (
          <Tag key={code}>{languageName(code)}</Tag>
        ))}
      </Group>
    </header>
  )
}
