import { getReviewBreakdown } from '@ecc/contracts/ratings'
import { Group, Text } from '@mantine/core'
import { useApiQuery } from '../../lib/api.ts'
import classes from './coach-page.module.css'
import { useCoachPageText } from './text.ts'

/** A few reviews are read sooner than a chart of them. */
const leastReviews = 3

/** How the reviews are spread over the stars, and the means of the sub-scores; nothing while there are few. */
export function ReviewBreakdown({ coachId }: { coachId: string }) {
  const t = useCoachPageText()
  const { data } = useApiQuery(getReviewBreakdown, { params: { id: coachId } })
  if (!data || data.count < leastReviews) return null
  return (
    <div className={classes.breakdown}>
      <ul aria-label={t('spread')}>
        {data.stars.map(({ stars, count }) => (
          <li key={stars} aria-label={t('starsCount', { stars, count })}>
            <span aria-hidden>{stars} ★</span>
            <span aria-hidden className={classes.track}>
              <span className={classes.share} style={{ width: `${(100 * count) / data.count}%` }} />
            </span>
            <span aria-hidden>{count}</span>
          </li>
        ))}
      </ul>
      <Group gap="lg">
        {data.subScores.map(({ name, mean }) => (
          <Text key={name} size="sm">
            {t(name)} <b>{mean.toFixed(1)}</b>
          </Text>
        ))}
      </Group>
    </div>
  )
}
