import { listPackages } from '@ecc/contracts/packages'
import { Stack } from '@mantine/core'
import { IconPackages } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { LinkButton } from '../../ui/link.tsx'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { EmptyState, LoadingLines } from '../../ui/states.tsx'
import { PackageCard } from './package-card.tsx'
import classes from './packages.module.css'
import { usePackagesText } from './text.ts'

/** The packages a person bought, or, as a coach, sold; latest first. */
export function MyPackages({ as }: { as: 'player' | 'coach' }) {
  const t = usePackagesText()
  const packages = useApiPages(listPackages, { query: { as } })
  const isCoach = as === 'coach'
  return (
    <Loaded query={packages} skeleton={<LoadingLines count={2} heightPx={120} />}>
      {() =>
        packages.items.length === 0 ? (
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
        ) : (
          <Stack gap="lg">
            <ul className={classes.list}>
              {packages.items.map((bought) => (
                <li key={bought.id}>
                  <PackageCard bought={bought} />
                </li>
              ))}
            </ul>
            <MoreButton pages={packages} />
          </Stack>
        )
      }
    </Loaded>
  )
}
