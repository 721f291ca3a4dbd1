import { listReviews, type Review, replyToReview } from '@ecc/contracts/ratings'
import { Button, Group, Stack, Textarea } from '@mantine/core'
import { type SyntheticEvent, useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { limitOf } from '../../lib/field-limits.ts'
import { messageOf } from '../../lib/message.ts'
import { FormError } from '../../ui/states.tsx'
import { useCoachPageText } from './text.ts'

const limits = replyToReview.body.properties.text

/** The coach's one public answer to a review, written where readers will find it. */
export function ReviewAnswer({ review }: { review: Review }) {
  const t = useCoachPageText()
  const [opened, setOpened] = useState(false)
  const [text, setText] = useState('')
  const reply = useApiMutation(replyToReview, { invalidates: [listReviews] })
  const author = review.author.displayName
  if (!opened) {
    return (
      <Group mt="sm">
        <Button
          variant="default"
          size="sm"
          aria-label={t('answerNamed', { name: author })}
          onClick={() => setOpened(true)}
        >
          {t('answer')}
        </Button>
      </Group>
    )
  }
  const submit = (event: SyntheticEvent) => {
    event.preventDefault()
    reply.mutate({ params: { id: review.id }, body: { text: text.trim() } })
  }
  return (
    <form onSubmit={submit}>
      <Stack gap="sm" mt="sm">
        <Textarea
          label={t('answerLabel')}
          description={t('answerHint')}
          autosize
          autoFocus
          minRows={2}
          maxRows={8}
          maxLength={limitOf(limits, 'maxLength')}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <FormError message={reply.error ? messageOf(reply.error) : null} />
        <Group gap="sm">
          <Button
            type="submit"
            size="sm"
            loading={reply.isPending}
            disabled={text.trim().length < limitOf(limits, 'minLength')}
          >
            {t('answerDo')}
          </Button>
          <Button variant="default" size="sm" onClick={() => setOpened(false)}>
            {t('answerCancel')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
