import { listPackages } from '@ecc/contracts/packages'
import { Button, Stack } from '@mantine/core'
import { IconPackages } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { LinkButton } from '../../ui/link.tsx'
import { EmptyState, ErrorState, LoadingLines } from '../../ui/states.tsx'
import { PackageCard } from './package-card.tsx'
import classes from './packages.module.css'
import { usePackagesText } from './text.ts'

/** The packages a person bought, or, as a coach, sold; latest first. */
export function MyPackages({ as }: { as: 'player' | 'coach' }) {
  const t = usePackagesText()
  const packages = useApiPages(listPackages, { query: { as } })
  const isCoach = as === 'coach'
  return (
    <Stack gap="lg">
      {packages.isPending ? <LoadingLines count={2} heightPx={120} /> : null}
      {packages.error && packages.items.length === 0 ? (
        <ErrorState message={messageOf(packages.error)} onRetry={() => void packages.refetch()} />
      ) : null}
      {packages.isSuccess && packages.items.length === 0 ? (
        <EmptyState
          icon={<IconPackages size={28} stroke={1.6} />}
          title={t(isCoach ? 'emptyCoach' : 'empty')}
          action={
            isCoach ? (
              <LinkButton to="/coach/offers">{t('toOffers')}</LinkButton>
            ) : (
              <LinkButton to="/coaches">{t('find')}</LinkButton>
            )
          }
        >
          {t(isCoach ? 'emptyCoachBody' : 'emptyBody')}
        </EmptyState>
      ) : null}
      {packages.items.length === 0 ? null : (
        <ul className={classes.list}>
          {packages.items.map((bought) => (
            <li key={bought.id}>
              <PackageCard bought={bought} />
            </li>
          ))}
        </ul>
      )}
      {packages.hasNextPage ? (
        <Button
          variant="default"
          loading={packages.isFetchingNextPage}
          onClick={() => void packages.fetchNextPage()}
          style={{ alignSelf: 'center' }}
        >
          {t('more')}
        </Button>
      ) : null}
    </Stack>
  )
}
