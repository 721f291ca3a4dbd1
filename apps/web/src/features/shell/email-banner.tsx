import { resendConfirmation } from '@ecc/contracts/auth'
import { Button } from '@mantine/core'
import { IconMailExclamation } from '@tabler/icons-react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { useSession } from '../../lib/session.ts'
import classes from './shell.module.css'
import { useShellText } from './text.ts'

/** Asks for the e-mail address to be confirmed for as long as it is not. */
export function EmailBanner() {
  const t = useShellText()
  const { account } = useSession()
  const resend = useApiMutation(resendConfirmation)
  if (!account || account.emailConfirmed) return null
  return (
    <aside className={classes.banner} aria-label={t('confirmEmail', { email: account.email })}>
      <IconMailExclamation size={18} aria-hidden />
      <span role="status">
        {resend.isSuccess
          ? t('resent')
          : resend.error
            ? messageOf(resend.error)
            : t('confirmEmail', { email: account.email })}
      </span>
      {resend.isSuccess ? null : (
        <Button size="compact-sm" variant="default" loading={resend.isPending} onClick={() => resend.mutate({})}>
          {t('resend')}
        </Button>
      )}
    </aside>
  )
}
