import { getCoach } from '@ecc/contracts/coaches'
import { getPackage, type Package } from '@ecc/contracts/packages'
import { useParams } from '@tanstack/react-router'
import { SlotPicker } from '../features/coach-page/slot-picker.tsx'
import { PackageDetails, type PackageDetailsProps } from '../features/packages/package-details.tsx'
import { usePackagesText } from '../features/packages/text.ts'
import { useApiQuery } from '../lib/api.ts'
import { useLiveInterval } from '../lib/live.ts'
import { Loaded } from '../ui/loaded.tsx'
import { Page } from '../ui/page.tsx'

export function PackagePage() {
  const t = usePackagesText()
  const { id } = useParams({ from: '/shell/packages/$id' })
  const bought = useApiQuery(getPackage, { params: { id } }, { refetchInterval: useLiveInterval() })
  const data = bought.data
  const other =
    data?.viewerIs === 'coach'
      ? t('for', { name: data.player.displayName })
      : t('with', { name: data?.coach.displayName ?? '' })
  return (
    <Page title={data?.offerTitle ?? t('title')} lead={data === undefined ? undefined : other}>
      <Loaded query={bought}>
        {(loaded) => (
          <PackageDetails bought={loaded} picker={(onChoose) => <FreeTimes bought={loaded} onChoose={onChoose} />} />
        )}
      </Loaded>
    </Page>
  )
}

function FreeTimes({ bought, onChoose }: { bought: Package; onChoose: Parameters<PackageDetailsProps['picker']>[0] }) {
  const coach = useApiQuery(getCoach, { params: { id: bought.coachId } })
  return (
    <Loaded query={coach}>
      {(data) => <SlotPicker coach={data} offerId={bought.offerId} before={bought.validUntil} onChoose={onChoose} />}
    </Loaded>
  )
}
