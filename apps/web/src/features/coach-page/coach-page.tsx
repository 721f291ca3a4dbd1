import type { CoachProfile, Offer, Slot } from '@ecc/contracts/coaches'
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

interface CoachPageProps {
  coach: CoachProfile
  /** The offer to begin with. */
  wanted?: string | undefined
  onChoose: (offerId: string, slot: Slot) => void
  /** What a day without free times offers instead; calls `onFree` when it finds one that is free after all. */
  fullDay: (offerId: string, day: Span, onFree: () => void) => ReactNode
  /** A time was chosen that is to be repeated. */
  onRepeat: (offerId: string, slot: Slot) => void
}

/** A coach's public page: who they are, what they sell, when they are free, what players say. */
export function CoachPage(props: CoachPageProps) {
  const { coach, wanted } = props
  const t = useCoachPageText()
  const offers = coach.offers.filter(({ active }) => active)
  const offerOf = (wantedId: string | null | undefined) => offers.find(({ id }) => id === wantedId)
  const usual = offerOf(wanted) ?? offerOf(coach.nextSlotsOfferId) ?? offers[0]
  const [offerId, setOfferId] = useState(usual?.id)
  const [repeats, setRepeats] = useState(false)
  const offer = offerOf(offerId)
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
                <OfferTimes key={offer.id} {...props} offer={offer} repeats={repeats} onRepeats={setRepeats} />
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

interface OfferTimesProps extends CoachPageProps {
  offer: Offer
  /** Whether the player wants the time every week; it outlives a look at another offer. */
  repeats: boolean
  onRepeats: (repeats: boolean) => void
}

/** When an offer can be had: a group at its dates, a package any time, everything else in a free slot, perhaps every week. */
function OfferTimes({ coach, offer, repeats, onRepeats, onChoose, fullDay, onRepeat }: OfferTimesProps) {
  const t = useCoachPageText()
  if (offer.group) return <GroupDates coach={coach} offer={offer} onChoose={(slot) => onChoose(offer.id, slot)} />
  if (offer.package) return <BuyPackage offer={offer} terms={offer.package} />
  const isRepeatable = offer.kind === 'single' && offer.bookingMode === 'instant'
  return (
    <>
      {isRepeatable ? (
        <Switch
          label={t('repeat')}
          description={t('repeatHint')}
          checked={repeats}
          onChange={(event) => onRepeats(event.currentTarget.checked)}
        />
      ) : null}
      <SlotPicker
        coach={coach}
        offerId={offer.id}
        onChoose={(slot) => (repeats && isRepeatable ? onRepeat : onChoose)(offer.id, slot)}
        fullDay={(day, onFree) => fullDay(offer.id, day, onFree)}
      />
    </>
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
