import { type GiftCard, getGiftCard, listGiftCards, sendGiftCard, showGiftCardCode } from '@ecc/contracts/gift-cards'
import { Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconMail, IconPrinter } from '@tabler/icons-react'
import { useState } from 'react'
import { useApiMutation } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { CopyButton } from '../../ui/copy-button.tsx'
import { LinkButton } from '../../ui/link.tsx'
import { Panel } from '../../ui/panel.tsx'
import { FormError } from '../../ui/states.tsx'
import classes from './gift-cards.module.css'
import { useGiftCardsText } from './text.ts'

const invalidates = [getGiftCard, listGiftCards]

/** The ways of a code to whom it is for: by mail, or by hand. Each makes a new one, and says so where there was one before. */
export function GiveActions({ card }: { card: GiftCard }) {
  const t = useGiftCardsText()
  const [asking, setAsking] = useState<'send' | 'show' | null>(null)
  const { id, recipientEmail: email, deliveredAt } = card
  const close = () => setAsking(null)
  const show = useApiMutation(showGiftCardCode, { invalidates, onSuccess: close })
  const send = useApiMutation(sendGiftCard, {
    invalidates,
    onSuccess: () => {
      close()
      show.reset()
      notifications.show({ message: t('sent', { email: email ?? '' }) })
    },
  })
  const act = asking === 'send' ? send : show
  const isFirst = deliveredAt === null
  return (
    <Stack gap="md">
      {show.data ? <ShownCode code={show.data.code} /> : null}
      <Group gap="sm" className={classes.screen}>
        {email === null ? null : (
          <Button variant="default" leftSection={<IconMail size={18} aria-hidden />} onClick={() => setAsking('send')}>
            {t(isFirst ? 'send' : 'sendAgain')}
          </Button>
        )}
        <Button
          variant={email === null && !show.data ? 'filled' : 'default'}
          loading={show.isPending && asking === null}
          onClick={() => (isFirst ? show.mutate({ params: { id } }) : setAsking('show'))}
        >
          {t(isFirst ? 'show' : 'showAnother')}
        </Button>
      </Group>
      <FormError message={asking === null && show.error ? messageOf(show.error) : null} />
      <ConfirmDialog
        opened={asking !== null}
        title={asking === 'send' ? t('sendTitle', { email: email ?? '' }) : t('showTitle')}
        confirmLabel={t(asking === 'show' ? 'showAnother' : isFirst ? 'send' : 'sendAgain')}
        busy={act.isPending}
        error={act.error ? messageOf(act.error) : null}
        onConfirm={() => act.mutate({ params: { id } })}
        onClose={close}
      >
        <Text>
          {asking === 'send' ? t('sendBody') : null} {isFirst ? null : t('endsBefore')}
        </Text>
      </ConfirmDialog>
    </Stack>
  )
}

/** A code at the one time that it can be read. */
function ShownCode({ code }: { code: string }) {
  const t = useGiftCardsText()
  return (
    <Panel title={t('codeTitle')} lead={t('codeLead')} tone="accent">
      <Text className={`${classes.code} figures`} role="status">
        {code}
      </Text>
      <Group gap="sm" className={classes.screen}>
        <CopyButton value={code} label={t('copy')} copiedLabel={t('copied')} />
        <Button
          variant="default"
          leftSection={<IconPrinter size={18} aria-hidden />}
          onClick={() => globalThis.print()}
        >
          {t('print')}
        </Button>
        <LinkButton to="/gift-cards/redeem" hash={code} variant="subtle">
          {t('redeemOwn')}
        </LinkButton>
      </Group>
    </Panel>
  )
}
