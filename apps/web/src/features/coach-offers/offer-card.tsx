import { getOnboarding, listOwnOffers, type Offer, updateOffer } from '@ecc/contracts/coaches'
import { Button, Group, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useApiMutation } from '../../lib/api.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { messageOf } from '../../lib/message.ts'
import { usePolicyText } from '../../lib/policy.ts'
import { durationText } from '../../lib/time.ts'
import { useMoney } from '../../lib/viewer.ts'
import { LinkButton } from '../../ui/link.tsx'
import { FormError } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import classes from './coach-offers.module.css'
import { perHour } from './offer-price.ts'
import { useOffersText } from './text.ts'

/** One offer: its terms, and the switch that takes it on and off sale. */
export function OfferCard({ offer, onEdit }: { offer: Offer; onEdit: () => void }) {
  const t = useOffersText()
  const policy = usePolicyText()
  const { gameName, accent } = useCatalogue()
  const { active, title } = offer
  const toggle = useApiMutation(updateOffer, {
    invalidates: [listOwnOffers, getOnboarding],
    onSuccess: (reply) => notifications.show({ message: t(reply.active ? 'nowOnSale' : 'takenOff') }),
  })
  return (
    <article
      className={classes.card}
      data-active={active}
      aria-labelledby={`offer-${offer.id}`}
      style={{ '--game': accent(offer.gameId) } as React.CSSProperties}
    >
      <div className={classes.words}>
        <Group gap="sm">
          <Title order={2} fz="h3" id={`offer-${offer.id}`}>
            {title}
          </Title>
          <Tag tone={active ? 'good' : 'plain'}>{t(active ? 'onSale' : 'offSale')}</Tag>
          {offer.kind === 'single' ? null : <Tag tone="accent">{t(offer.kind)}</Tag>}
          {offer.bookingMode === 'request' ? <Tag tone="plain">{t('request')}</Tag> : null}
        </Group>
        <Text size="sm" c="dimmed" mt={4}>
          {gameName(offer.gameId)} · {durationText(offer.durationMinutes)} ·{' '}
          {t('terms', { policy: policy.name(offer.policy) })}
          {offer.group ? ` · ${t('groupTerms', { least: offer.group.minSeats, most: offer.group.maxSeats })}` : ''}
        </Text>
        {offer.description === '' ? null : <Text className={classes.description}>{offer.description}</Text>}
        <FormError message={toggle.error ? messageOf(toggle.error) : null} />
      </div>
      <div className={classes.side}>
        <Price offer={offer} />
        <Group gap="xs">
          {offer.group ? (
            <LinkButton
              to="/coach/offers/$id/dates"
              params={{ id: offer.id }}
              size="sm"
              aria-label={t('datesNamed', { title })}
            >
              {t('dates')}
            </LinkButton>
          ) : null}
          <Button variant="default" size="sm" onClick={onEdit} aria-label={t('editNamed', { title })}>
            {t('edit')}
          </Button>
          <Button
            variant="subtle"
            color="gray"
            size="sm"
            loading={toggle.isPending}
            aria-label={t(active ? 'takeOffNamed' : 'putOnNamed', { title })}
            onClick={() => toggle.mutate({ params: { id: offer.id }, body: { active: !active } })}
          >
            {t(active ? 'takeOff' : 'putOn')}
          </Button>
        </Group>
      </div>
    </article>
  )
}

/** What it costs, and for what: a seat, a package, or what it comes to an hour. */
function Price({ offer: { price, group, package: terms, durationMinutes } }: { offer: Offer }) {
  const t = useOffersText()
  const money = useMoney()
  const about = group
    ? t('perSeat')
    : terms
      ? t('packageSessions', { count: terms.sessions })
      : durationMinutes === 60
        ? null
        : t('perHour', { price: money(perHour(price, durationMinutes)) })
  return (
    <div className={classes.price}>
      <b className="figures">{money(price)}</b>
      {about === null ? null : (
        <Text size="sm" c="dimmed" className="figures">
          {about}
        </Text>
      )}
    </div>
  )
}
