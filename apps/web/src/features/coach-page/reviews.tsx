import type { CoachProfile } from '@ecc/contracts/coaches'
import { listReviews, type Review } from '@ecc/contracts/ratings'
import { Box, Group, Stack, Text, Title } from '@mantine/core'
import { IconMessage2Star } from '@tabler/icons-react'
import { useApiPages } from '../../lib/api.ts'
import { useCatalogue } from '../../lib/catalogue.ts'
import { messageOf } from '../../lib/message.ts'
import { useSession } from '../../lib/session.ts'
import { useTimes } from '../../lib/viewer.ts'
import { Face } from '../../ui/face.tsx'
import { MoreButton } from '../../ui/more-button.tsx'
import { StarRow } from '../../ui/stars.tsx'
import { EmptyState, ErrorState, LoadingLines } from '../../ui/states.tsx'
import classes from './coach-page.module.css'
import { ReviewAnswer } from './review-answer.tsx'
import { ReviewBreakdown } from './review-breakdown.tsx'
import { useCoachPageText } from './text.ts'

/** Published reviews, newest first, with sub-scores and the coach's answers. */
export function Reviews({ coach }: { coach: CoachProfile }) {
  const t = useCoachPageText()
  const { account } = useSession()
  const reviews = useApiPages(listReviews, { params: { id: coach.id } })
  return (
    <section aria-labelledby="reviews">
      <Title order={2} fz="h3" id="reviews" mb="md">
        {t('reviews')}
      </Title>
      <ReviewBreakdown coachId={coach.id} />
      {reviews.isPending ? <LoadingLines count={2} heightPx={110} /> : null}
      {reviews.error && reviews.items.length === 0 ? (
        <ErrorState message={messageOf(reviews.error)} onRetry={() => void reviews.refetch()} />
      ) : null}
      {reviews.isSuccess && reviews.items.length === 0 ? (
        <EmptyState icon={<IconMessage2Star size={26} stroke={1.6} />} title={t('noReviews')}>
          {t('noReviewsBody')}
        </EmptyState>
      ) : null}
      <Stack gap="sm">
        {reviews.items.map((review) => (
          <ReviewCard
            key={review.id}
            review={review}
            coachName={coach.displayName}
            canAnswer={account?.id === coach.id}
          />
        ))}
      </Stack>
      <MoreButton pages={reviews}>{t('moreReviews')}</MoreButton>
    </section>
  )
}

function ReviewCard(props: { review: Review; coachName: string; canAnswer: boolean }) {
  const { review, coachName } = props
  const t = useCoachPageText()
  const times = useTimes()
  const { gameName } = useCatalogue()
  const scores = (['knowledge', 'clarity', 'preparation', 'progress'] as const).filter((key) => review.subScores[key])
  return (
    <article className={classes.review}>
      <Group gap="sm" wrap="nowrap">
        <Face name={review.author.displayName} url={review.author.avatarUrl} size={38} />
        <div>
          <Text fw={620}>{review.author.displayName}</Text>
          <Text size="sm" c="dimmed">
            {gameName(review.gameId)} · {times.date(review.publishedAt)}
          </Text>
        </div>
        <Box ml="auto">
          <StarRow value={review.stars} />
        </Box>
      </Group>
      {review.comment === null ? null : <Text mt="sm">{review.comment}</Text>}
      {scores.length === 0 ? null : (
        <dl className={classes.scores}>
          {scores.map((key) => (
            <div key={key}>
              <dt>{t(key)}</dt>
              <dd className="figures">{review.subScores[key]} / 5</dd>
            </div>
          ))}
        </dl>
      )}
      {review.reply === null ? (
        props.canAnswer ? (
          <ReviewAnswer review={review} />
        ) : null
      ) : (
        <div className={classes.reply}>
          <Text size="sm" fw={620}>
            {t('reply', { name: coachName })}
          </Text>
          <Text size="sm">{review.reply.text}</Text>
        </div>
      )}
    </article>
  )
}
