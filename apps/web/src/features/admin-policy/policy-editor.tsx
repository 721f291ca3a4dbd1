import { listPolicies, type Policy } from '@ecc/contracts/policies'
import { Stack, Text } from '@mantine/core'
import { useApiPages } from '../../lib/api.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Loaded } from '../../ui/loaded.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { Panel } from '../../ui/panel.tsx'
import { LoadingLines } from '../../ui/states.tsx'
import classes from './admin-policy.module.css'
import { changesBetween } from './policy-fields.ts'
import { PolicyForm } from './policy-form.tsx'
import { usePolicyPageText } from './text.ts'

/** The rules in force, to be changed, and the versions before them. */
export function PolicyEditor() {
  const t = usePolicyPageText()
  const policies = useApiPages(listPolicies, { query: {} })
  const [current] = policies.items
  return (
    <Loaded query={policies} skeleton={<LoadingLines count={4} heightPx={120} />}>
      {() => (
        <Stack gap="xl">
          {current ? <PolicyForm key={current.version} current={current} /> : null}
          <Panel title={t('versions')}>
            <ol className={classes.versions}>
              {policies.items.map((policy, index) => (
                <Version key={policy.version} policy={policy} before={policies.items[index + 1]} />
              ))}
            </ol>
            <MoreButton pages={policies} />
          </Panel>
        </Stack>
      )}
    </Loaded>
  )
}

/** One version: who, when, why, and what it changed. */
function Version({ policy, before }: { policy: Policy; before: Policy | undefined }) {
  const t = usePolicyPageText()
  const times = useTimes()
  const who = policy.createdBy === null ? t('byProduct') : (policy.createdByName ?? t('byGone'))
  const changes = before ? changesBetween(before.values, policy.values) : []
  return (
    <li>
      <Text fw={560}>{t('version', { version: policy.version })}</Text>
      <Text size="sm" c="dimmed">
        {t('by', { when: times.dayTime(policy.createdAt), who })}
      </Text>
      <Text size="sm">{policy.note}</Text>
      {changes.map((change) => (
        <Text key={change.name} size="sm" className="figures">
          {t('change', change)}
        </Text>
      ))}
    </li>
  )
}
