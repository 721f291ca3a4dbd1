import { confirmEmail, linkRejected } from '@ecc/contracts/auth'
import { IconCircleCheck, IconLinkOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { call } from '../../lib/api.ts'
import { messageOf } from '../../lib/message.ts'
import { renewTokens, sessionReady } from '../../lib/session.ts'
import { LinkButton } from '../../ui/link.tsx'
import { EmptyState, ErrorState, LoadingLines } from '../../ui/states.tsx'
import { useSignInText } from './text.ts'

/** Hands in the token of the mail as soon as the page opens, once. */
export function EmailConfirmation({ token }: { token: string | undefined }) {
  const t = useSignInText()
  const usable = token !== undefined && token.length >= 20
  const confirmation = useQuery({
    queryKey: ['confirm-email', token],
    queryFn: async () => {
      // A session still being restored could be answered before the confirmation, and be kept after it.
      const { status } = await sessionReady()
      await call(confirmEmail, { body: { token: token ?? '' } })
      // The account in memory still says "not confirmed".
      if (status === 'signed-in') await renewTokens().catch(() => undefined)
      return true
    },
    enabled: usable,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchOnWindowFocus: false,
  })
  if (!usable || linkRejected.is(confirmation.error)) {
    return (
      <EmptyState icon={<IconLinkOff size={28} stroke={1.6} />} title={t('badLink')}>
        {t('confirmBadBody')}
      </EmptyState>
    )
  }
  if (confirmation.error) {
    return <ErrorState message={messageOf(confirmation.error)} onRetry={() => void confirmation.refetch()} />
  }
  if (!confirmation.data) return <LoadingLines count={1} heightPx={160} />
  return (
    <EmptyState
      icon={<IconCircleCheck size={28} stroke={1.6} />}
      title={t('confirmed')}
      action={<LinkButton to="/coaches">{t('goOn')}</LinkButton>}
    >
      {t('confirmedBody')}
    </EmptyState>
  )
}
