import { type Divided, moneyOf, type Remedy, type RemedyKind } from '@ecc/contracts/dispute-terms'
import type { PersonCard } from '@ecc/contracts/vocabulary'
import { Radio, Slider, Stack, Text } from '@mantine/core'
import { useMoney } from '../../lib/viewer.ts'
import classes from './dispute.module.css'
import { useDisputeText } from './text.ts'

const marks = [25, 50, 75, 100].map((value) => ({ value, label: `${value} %` }))

const isShare = (kind: RemedyKind) => kind === 'refund' || kind === 'credit'

/** What a remedy is about: whose price is divided. */
export interface Sold extends Divided {
  player: PersonCard
  coach: PersonCard
}

/** Chooses among remedies, with where the money would go beside it. */
export function RemedyField(props: {
  label: string
  kinds: readonly RemedyKind[]
  value: Remedy
  sold: Sold
  onChange: (remedy: Remedy) => void
}) {
  const t = useDisputeText()
  const { kinds, value, sold, onChange } = props
  const choose = (kind: RemedyKind) => onChange({ kind, percent: isShare(kind) ? value.percent || 50 : 0 })
  return (
    <Stack gap="md">
      <Radio.Group label={props.label} value={value.kind} onChange={(kind) => choose(kind as RemedyKind)}>
        <Stack gap={10} mt={8}>
          {kinds.map((kind) => (
            <Radio
              key={kind}
              value={kind}
              label={t(`remedy_${kind}`)}
              description={kind === 'reschedule' || kind === 'credit' ? t(`remedyHint_${kind}`) : undefined}
            />
          ))}
        </Stack>
      </Radio.Group>
      {isShare(value.kind) ? (
        <div>
          <Text fw={500} size="sm">
            {t('share')}: <span className="figures">{t('percent', { percent: value.percent })}</span>
          </Text>
          <Slider
            value={value.percent}
            onChange={(percent) => onChange({ ...value, percent })}
            min={5}
            max={100}
            step={5}
            marks={marks}
            thumbLabel={t('share')}
            thumbProps={{ 'aria-valuetext': t('percent', { percent: value.percent }) }}
            label={null}
            size="lg"
            mt={10}
            mb={30}
            mx={10}
          />
        </div>
      ) : null}
      <div aria-live="polite">
        <MoneyParts remedy={value} sold={sold} />
      </div>
    </Stack>
  )
}

/** Where the price goes with a remedy. */
export function MoneyParts({ remedy, sold }: { remedy: Remedy; sold: Sold }) {
  const t = useDisputeText()
  const money = useMoney()
  const parts = moneyOf(sold, remedy)
  if (parts === null) return <Text size="sm">{t('nothingMoves')}</Text>
  const back = ({ card: 'toPlayer', credit: 'toCredit', package: 'toPackage' } as const)[parts.into]
  return (
    <dl className={classes.parts}>
      <div>
        <dt>{t(back, { name: sold.player.displayName })}</dt>
        <dd className="figures">{money.exact(parts.toPlayer)}</dd>
      </div>
      <div>
        <dt>{t('toCoach', { name: sold.coach.displayName })}</dt>
        <dd className="figures">{money.exact(parts.toCoach)}</dd>
      </div>
    </dl>
  )
}
