import { Tabs } from '@mantine/core'
import { LogInForm } from './log-in-form.tsx'
import { SignUpForm } from './sign-up-form.tsx'
import { useSignInText } from './text.ts'

/** Sign up or log in, in place: for sheets in which someone is in the middle of something. */
export function SignInPanel(props: { signUpLabel: string; logInLabel: string }) {
  const t = useSignInText()
  return (
    <Tabs defaultValue="sign-up" keepMounted={false}>
      <Tabs.List grow mb="lg" aria-label={t('choose')}>
        <Tabs.Tab value="sign-up">{t('newHere')}</Tabs.Tab>
        <Tabs.Tab value="log-in">{t('haveAccount')}</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="sign-up">
        <SignUpForm submitLabel={props.signUpLabel} />
      </Tabs.Panel>
      <Tabs.Panel value="log-in">
        <LogInForm submitLabel={props.logInLabel} />
      </Tabs.Panel>
    </Tabs>
  )
}
