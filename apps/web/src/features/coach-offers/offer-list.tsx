import { getOwnCoachProfile, listOwnOffers, type Offer } from '@ecc/contracts/coaches'
import { Button, Drawer, Group, Stack } from '@mantine/core'
import { IconPackages, IconPlus, IconTag } from '@tabler/icons-react'
import { useApiQuery } from '../../lib/api.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { OfferCard } from './offer-card.tsx'
import { OfferForm } from './offer-form.tsx'
import { PackageForm } from './package-form.tsx'
import { useOffersText } from './text.ts'

/** What is open in the drawer: an offer to change, a new one, or nothing. */
export type OpenOffer = Offer | 'new' | 'new-package' | null

const titles = { new: 'addTitle', 'new-package': 'addPackageTitle' } as const

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
              <Group gap="xs">
                {items.some(({ kind, active }) => kind === 'single' && active) ? (
                  <Button
                    variant="default"
                    size="sm"
                    leftSection={<IconPackages size={18} aria-hidden />}
                    onClick={() => onOpen('new-package')}
                  >
                    {t('addPackage')}
                  </Button>
                ) : null}
                <LinkButton to="/packages" search={{ as: 'coach' }} variant="subtle" color="gray" size="sm">
                  {t('soldPackages')}
                </LinkButton>
              </Group>
              {items
                .toSorted((one, other) => Number(other.active) - Number(one.active))
                .map((offer) => (
                  <OfferCard key={offer.id} offer={offer} onEdit={() => onOpen(offer)} />
                ))}
            </Stack>
          )
        }
      </Loaded>
      <OfferDrawer open={open} items={offers.data?.items ?? []} gameIds={gameIds} onClose={() => onOpen(null)} />
    </>
  )
}

interface OfferDrawerProps {
  open: OpenOffer
  items: readonly Offer[]
  gameIds: readonly string[]
  onClose: () => void
}

function OfferDrawer({ open, items, gameIds, onClose }: OfferDrawerProps) {
  const t = useOffersText()
  return (
    <Drawer
      opened={open !== null}
      onClose={onClose}
      position="right"
      size="md"
      title={t(typeof open === 'string' ? titles[open] : 'editTitle')}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {open === null ? null : open === 'new-package' || (open !== 'new' && open.kind === 'package') ? (
        <PackageForm
          offer={open === 'new-package' ? undefined : open}
          singles={items.filter(({ kind, active }) => kind === 'single' && active)}
          onSaved={onClose}
          onCancel={onClose}
        />
      ) : (
        <OfferForm offer={open === 'new' ? undefined : open} gameIds={gameIds} onSaved={onClose} onCancel={onClose} />
      )}
    </Drawer>
  )
}
