import type { ReplyOf } from '@ecc/contracts/define'
import type { listVerifications } from '@ecc/contracts/verifications'
import { Anchor, Button, Group, Text, Title } from '@mantine/core'
import { IconExternalLink } from '@tabler/icons-react'
import { useState } from 'react'
import { languageName, useCatalogue } from '../../lib/catalogue.ts'
import { usePolicyText } from '../../lib/policy.ts'
import { distanceText, durationText } from '../../lib/time.ts'
import { useMoney, useTimes } from '../../lib/viewer.ts'
import { useNow } from '../../ui/countdown.tsx'
import { Face } from '../../ui/face.tsx'
import classes from './admin-verifications.module.css'
import { ApproveDialog, SendBackDialog } from './decision-dialogs.tsx'
import { useVerificationsText } from './text.ts'

export type Verification = ReplyOf<typeof listVerifications>['items'][number]

/** All that is needed to decide about one profile, and the two decisions. */
export function VerificationCard({ verification }: { verification: Verification }) {
  const t = useVerificationsText()
  const times = useTimes()
  const nowMs = useNow(60_000)
  const [deciding, setDeciding] = useState<'approve' | 'send-back' | null>(null)
  const { coach, profile, submittedAt } = verification
  const name = coach.displayName
  return (
    <article className={classes.card} aria-labelledby={`coach-${coach.id}`}>
      <header className={classes.head}>
        <Face name={name} url={coach.avatarUrl} size={64} />
        <div className={classes.headWords}>
          <Title order={2} fz="h3" id={`coach-${coach.id}`}>
            {name}
          </Title>
          <Text>{profile.headline}</Text>
          <Text size="sm" c="dimmed">
            {t('submitted', { when: distanceText(submittedAt, nowMs) })} · {times.dayTime(submittedAt)} ·{' '}
            {times.zoneName(nowMs, coach.timeZone)}
          </Text>
        </div>
        <Group gap="xs" className={classes.decide}>
          <Button variant="default" aria-label={t('sendBackNamed', { name })} onClick={() => setDeciding('send-back')}>
            {t('sendBack')}
          </Button>
          <Button aria-label={t('approveNamed', { name })} onClick={() => setDeciding('approve')}>
            {t('approve')}
          </Button>
        </Group>
      </header>
      <div className={classes.body}>
        <section>
          <h3>{t('about')}</h3>
          <Text className={classes.bio}>{profile.bio}</Text>
        </section>
        <div className={classes.facts}>
          <Facts verification={verification} />
        </div>
      </div>
      <ApproveDialog coach={coach} opened={deciding === 'approve'} onClose={() => setDeciding(null)} />
      <SendBackDialog coach={coach} opened={deciding === 'send-back'} onClose={() => setDeciding(null)} />
    </article>
  )
}

function Facts({ verification: { profile, offers } }: { verification: Verification }) {
  const t = useVerificationsText()
  const money = useMoney()
  const policy = usePolicyText()
  const { gameName, rankName, roleName } = useCatalogue()
  return (
    <>
      <section>
        <h3>{t('proof')}</h3>
        <ProofLink proof={profile.rankProof} />
      </section>
      <section>
        <h3>{t('games')}</h3>
        <ul>
          {profile.games.map(({ gameId, rankId, roleIds }) => (
            <li key={gameId}>
              {gameName(gameId)}, <b>{rankName(gameId, rankId)}</b>
              <Text span display="block" size="sm" c="dimmed">
                {roleIds.map((id) => roleName(gameId, id)).join(', ') || t('noRoles')}
              </Text>
            </li>
          ))}
        </ul>
      </section>
      <section>
        <h3>{t('languages')}</h3>
        <Text>{profile.languages.map(languageName).join(', ')}</Text>
      </section>
      <section>
        <h3>{t('offers')}</h3>
        <ul>
          {offers.map((offer) => (
            <li key={offer.id}>
              {offer.title}, <b className="figures">{money(offer.price)}</b>
              <Text span display="block" size="sm" c="dimmed">
                {durationText(offer.durationMinutes)} · {policy.name(offer.policy)}
                {offer.active ? '' : ` · ${t('offSale')}`}
              </Text>
            </li>
          ))}
        </ul>
      </section>
    </>
  )
}

/** Only a web address becomes a link; it was typed by someone we do not know yet. */
function ProofLink({ proof }: { proof: string | null }) {
  const t = useVerificationsText()
  if (proof === null) return <Text c="dimmed">{t('noProof')}</Text>
  if (!URL.canParse(proof) || !/^https?:$/.test(new URL(proof).protocol)) {
    return <Text c="var(--warn)">{t('notALink', { text: proof })}</Text>
  }
  return (
    <>
      <Anchor href={proof} target="_blank" rel="noopener noreferrer nofollow" underline="always">
        {t('openProof')} <IconExternalLink size={15} aria-hidden />
      </Anchor>
      <Text size="sm" c="dimmed" truncate>
        {new URL(proof).host}
      </Text>
    </>
  )
}
