import type { ReactNode } from 'react'
import { useSession } from '../../lib/session.ts'
import { useMe } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import { AccountPanel } from './account-panel.tsx'
import { LoginsPanel } from './logins-panel.tsx'
import { PictureField } from './picture-field.tsx'
import { MailPreferences, ThemeField } from './preference-fields.tsx'
import { ProfileForm } from './profile-form.tsx'
import classes from './settings.module.css'
import { useSettingsText } from './text.ts'

/** Everything a person decides about themselves. `children` comes before the logins. */
export function Settings({ children }: { children?: ReactNode }) {
  const t = useSettingsText()
  const { account } = useSession()
  const me = useMe()
  if (!account) return null
  return (
    <Loaded query={me} skeleton={<LoadingLines count={4} heightPx={150} />}>
      {(data) => (
        <div className={classes.panels}>
          <Panel title={t('profile')}>
            <PictureField />
            <ProfileForm me={data} />
          </Panel>
          <Panel title={t('mails')} lead={t('mailsLead')}>
            <MailPreferences me={data} />
          </Panel>
          <Panel title={t('appearance')}>
            <ThemeField />
          </Panel>
          <Panel title={t('account')}>
            <AccountPanel account={account} birthDate={data.birthDate} />
          </Panel>
          {children}
          <Panel title={t('logins')} lead={t('loginsLead')}>
            <LoginsPanel />
          </Panel>
        </div>
      )}
    </Loaded>
  )
}
