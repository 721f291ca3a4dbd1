import { getOnboarding } from '@ecc/contracts/coaches'
import { useApiQuery } from '../../lib/api.ts'
import { LinkButton } from '../../ui/link.tsx'
import { useDeskText } from './text.ts'

/** The way back to the steps of the onboarding, for as long as it goes on. */
export function StepsLink() {
  const t = useDeskText()
  const { data } = useApiQuery(getOnboarding, {})
  if (!data || (data.status !== 'draft' && data.status !== 'rejected')) return null
  return (
    <LinkButton to="/coach/onboarding" variant="default" size="sm">
      {t('steps', { done: data.done, total: data.total })}
    </LinkButton>
  )
}
