import { type Account, forgotPassword, resendConfirmation } from '@ecc/contracts/auth'
import { Button, Group, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { FormError } from '../../ui/states.tsx'
import { Tag } from '../../ui/tag.tsx'
import { BirthDate } from './birth-date.tsx'
import classes from './settings.module.css'
import { useSettingsText } from './text.ts'

const roleNames = { player: 'rolePlayer', coach: 'roleCoach', admin: 'roleAdmin' } as const

/** Address, password, birth date and roles. */
export function AccountPanel({ account, birthDate }: { account: Account; birthDate: string | null }) {
  const t = useSettingsText()
  const resend = useApiMutation(resendConfirmation)
  const reset = useApiMutation(forgotPassword)
  return (
    <dl className={classes.rows}>
      <Row name={t('email')}>
        <Group gap="sm">
          <span>{account.email}</span>
          <Tag tone={account.emailConfirmed ? 'good' : 'warn'}>
            {t(account.emailConfirmed ? 'confirmed' : 'notConfirmed')}
          </Tag>
          {account.emailConfirmed ? null : (
            <Once
              done={resend.isSuccess ? t('resent') : null}
              label={t('resend')}
              busy={resend.isPending}
              onClick={() => resend.mutate({})}
            />
          )}
        </Group>
        <FormError message={resend.error ? messageOf(resend.error) : null} />
      </Row>
      <Row name={t('password')}>
        <Group gap="sm">
          <Once
            done={reset.isSuccess ? t('passwordSent', { email: account.email }) : null}
            label={t('sendPasswordLink')}
            busy={reset.isPending}
            onClick={() => reset.mutate({ body: { email: account.email } })}
          />
        </Group>
        <Text size="sm" c="dimmed" mt={4}>
          {t('passwordHint')}
        </Text>
        <FormError message={reset.error ? messageOf(reset.error) : null} />
      </Row>
      <Row name={t('birthDate')}>
        <BirthDate birthDate={birthDate} />
      </Row>
      <Row name={t('roles')}>
        <Group gap={6}>
          {account.roles.map((role) => (
            <Tag key={role}>{t(roleNames[role])}</Tag>
          ))}
        </Group>
      </Row>
    </dl>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

/** A button that turns into the word that it is done. */
function Once(props: { done: string | null; label: string; busy: boolean; onClick: () => void }) {
  return (
    <span role="status">
      {props.done ?? (
        <Button variant="default" size="compact-sm" loading={props.busy} onClick={props.onClick}>
          {props.label}
        </Button>
      )}
    </span>
  )
}
