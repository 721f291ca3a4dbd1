import { SegmentedControl } from '@mantine/core'
import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { SignUpForm } from '../features/sign-in/sign-up-form.tsx'
import { useSignInText } from '../features/sign-in/text.ts'
import { TextLink } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'

export function SignUpPage() {
  const t = useSignInText()
  const { next, role } = useSearch({ from: '/shell/signup' })
  const navigate = useNavigate()
  const router = useRouter()
  const coach = role === 'coach'
  const goOn = () => {
    if (next !== undefined) router.history.push(next)
    else void navigate({ to: coach ? '/coach/onboarding' : '/coaches' })
  }
  return (
    <Page
      title={t(coach ? 'signUpTitleCoach' : 'signUpTitle')}
      lead={t(coach ? 'signUpLeadCoach' : 'signUpLead')}
      width="narrow"
    >
      <SegmentedControl
        fullWidth
        aria-label={t('roleLegend')}
        value={role ?? 'player'}
        onChange={(value) =>
          void navigate({
            to: '/signup',
            search: { next, role: value === 'coach' ? 'coach' : undefined },
            replace: true,
          })
        }
        data={[
          { value: 'player', label: t('asPlayer') },
          { value: 'coach', label: t('asCoach') },
        ]}
      />
      <Panel>
        <SignUpForm role={role ?? 'player'} onDone={goOn} />
      </Panel>
      <TextLink to="/login" search={{ next }} ta="center">
        {t('toLogIn')}
      </TextLink>
    </Page>
  )
}
