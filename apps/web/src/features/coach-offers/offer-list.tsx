import { getOwnCoachProfile, listOwnOffers, type Offer } from '@ecc/contracts/coaches'
import { Button, Drawer, Stack } from '@mantine/core'
import { IconPlus, IconTag } from '@tabler/icons-react'
import { useApiQuery } from '../../lib/api.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { OfferCard } from './offer-card.tsx'
import { OfferForm } from './offer-form.tsx'
import { useOffersText } from './text.ts'

/** What is open in the drawer: an offer to change, a new one, or nothing. */
export type OpenOffer = Offer | 'new' | null

/** A coach's offers, those on sale first, and the drawer in which one is changed. */
export function OfferList({ open, onOpen }: { open: OpenOffer; onOpen: (offer: OpenOffer) => void }) {
  const t = useOffersText()
  const offers = useApiQuery(listOwnOffers, {})
  const profile = useApiQuery(getOwnCoachProfile, {})
  const gameIds = (profile.data?.games ?? []).map(({ gameId }) => gameId)
  return (
    <>
      <Loaded query={offers} skeleton={<LoadingLines count={3} heightPx={112} />}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<IconTag size={26} stroke={1.6} />}
              title={t('empty')}
              action={
                <Button leftSection={<IconPlus size={18} aria-hidden />} onClick={() => onOpen('new')}>
                  {t('add')}
                </Button>
              }
            >
              {t('emptyBody')}
            </EmptyState>
          ) : (
            <Stack gap="md">
              {items
                .toSorted((one, other) => Number(other.active) - Number(one.active))
                .map((offer) => (
                  <OfferCard key={offer.id} offer={offer} onEdit={() => onOpen(offer)} />
                ))}
            </Stack>
          )
        }
      </Loaded>
      <Drawer
        opened={open !== null}
        onClose={() => onOpen(null)}
        position="right"
        size="md"
        title={t(open === 'new' ? 'addTitle' : 'editTitle')}
        closeButtonProps={{ 'aria-label': t('close') }}
      >
        {open === null ? null : (
          <OfferForm
            offer={open === 'new' ? undefined : open}
            gameIds={gameIds}
            onSaved={() => onOpen(null)}
            onCancel={() => onOpen(null)}
          />
        )}
      </Drawer>
    </>
  )
}
