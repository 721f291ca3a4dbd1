import { useNavigate, useRouter, useSearch } from '@tanstack/react-router'
import { LogInForm } from '../features/sign-in/log-in-form.tsx'
import { useSignInText } from '../features/sign-in/text.ts'
import { TextLink } from '../ui/link.tsx'
import { Page } from '../ui/page.tsx'
import { Panel } from '../ui/panel.tsx'

export function LogInPage() {
  const t = useSignInText()
  const { next } = useSearch({ from: '/shell/login' })
  const navigate = useNavigate()
  const router = useRouter()
  const goOn = () => (next === undefined ? void navigate({ to: '/' }) : router.history.push(next))
  return (
    <Page title={t('logInTitle')} width="narrow">
      <Panel>
        <LogInForm onDone={goOn} />
      </Panel>
      <TextLink to="/signup" search={{ next, role: undefined }} ta="center">
        {t('toSignUp')}
      </TextLink>
    </Page>
  )
}
