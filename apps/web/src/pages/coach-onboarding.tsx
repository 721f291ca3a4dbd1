import { getOwnCoachProfile } from '@ecc/contracts/coaches'
import { Stack, Text } from '@mantine/core'
import { PayoutAccount } from '../features/coach-earnings/payout-account.tsx'
import { OfferForm } from '../features/coach-offers/offer-form.tsx'
import { BecomeCoach } from '../features/coach-onboarding/become-coach.tsx'
import { OnboardingChecklist, type StepContent } from '../features/coach-onboarding/onboarding-checklist.tsx'
import { useOnboardingText } from '../features/coach-onboarding/text.ts'
import { CodeOfConduct } from '../features/coach-profile/code-of-conduct.tsx'
import { ProfilePartForm } from '../features/coach-profile/profile-form.tsx'
import { PictureField } from '../features/settings/picture-field.tsx'
import { useApiQuery } from '../lib/api.ts'
import { useSession } from '../lib/session.ts'
import { LinkButton } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'

export function CoachOnboardingPage() {
  const t = useOnboardingText()
  const { account } = useSession()
  if (!account?.roles.includes('coach')) {
    return (
      <Page title={t('becomePage')} width="reading">
        <BecomeCoach />
      </Page>
    )
  }
  return (
    <Page title={t('title')} lead={t('lead')} width="reading">
      <OnboardingChecklist
        content={{
          photo: () => <PictureField />,
          profile: () => <ProfilePartForm part="words" />,
          games: () => <ProfilePartForm part="games" />,
          'rank-proof': () => <ProfilePartForm part="rankProof" />,
          offer: (step) => <OfferStep {...step} />,
          availability: (step) => <HoursStep {...step} />,
          'payout-account': () => <PayoutAccount returnPath="/coach/onboarding" />,
          'code-of-conduct': () => <CodeOfConduct />,
        }}
      />
    </Page>
  )
}

function OfferStep({ done }: Parameters<StepContent>[0]) {
  const t = useOnboardingText()
  const profile = useApiQuery(getOwnCoachProfile, {})
  const gameIds = (profile.data?.games ?? []).map(({ gameId }) => gameId)
  if (done) {
    return (
      <Stack gap="md" align="flex-start">
        <Text c="dimmed">{t('offerDone')}</Text>
        <LinkButton to="/coach/offers" variant="default">
          {t('toOffers')}
        </LinkButton>
      </Stack>
    )
  }
  return <OfferForm key={gameIds[0]} gameIds={gameIds} />
}

function HoursStep({ done, hint }: Parameters<StepContent>[0]) {
  const t = useOnboardingText()
  return (
    <Stack gap="md" align="flex-start">
      <Text c="dimmed">{done ? t('hoursDone') : hint}</Text>
      <LinkButton to="/coach/hours" variant={done ? 'default' : 'filled'}>
        {t('toHours')}
      </LinkButton>
    </Stack>
  )
}
