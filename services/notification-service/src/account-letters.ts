import type { coachStandingChanged } from '@ecc/contracts/aftermath'
import type { accountMailRequested } from '@ecc/contracts/auth'
import type { PayloadOf } from '@ecc/contracts/define'
import { button, type Letter, quote, small, subjectLine, text } from './letter.ts'
import { moment, type Reader } from './times.ts'

type Kind = PayloadOf<typeof accountMailRequested>['kind']

/** A mail about the account itself. `token` is the one-use secret of the link; `at` is when it happened. */
export function accountLetter(
  kind: Kind,
  details: { token: string | null; at: string; publicUrl: string; reader: Reader },
): Letter {
  const { publicUrl } = details
  const link = (path: string) => `${publicUrl}${path}?token=${encodeURIComponent(details.token ?? '')}`
  const when = moment(details.at, details.reader)
  switch (kind) {
    case 'confirm-email':
      return mailOnly('Confirm your e-mail address', [
        text('Welcome to Esport Coach Connect. Please confirm that this address is yours.'),
        button('Confirm the address', link('/confirm-email')),
        small('If you did not sign up, ignore this mail: without the confirmation the address is not used.'),
      ])
    case 'reset-password':
      return mailOnly('Set a new password', [
        text('Someone, hopefully you, asked for a new password for your account.'),
        button('Set a new password', link('/reset-password')),
        small('The link works once and not for long. If you did not ask, ignore this mail: nothing changes.'),
      ])
    case 'already-registered':
      return mailOnly('You already have an account', [
        text('Someone, hopefully you, tried to sign up with this address. There is an account with it already.'),
        button('Sign in', `${publicUrl}/login`),
        small(`Forgotten the password? Set a new one: ${publicUrl}/forgot-password`),
      ])
    case 'password-changed':
      return mailOnly('Your password was changed', [
        text(`The password of your account was changed on ${when}, and every device was signed out.`),
        small(`If that was not you, set a new password at once: ${publicUrl}/forgot-password`),
      ])
    case 'login-ended-reuse':
      return mailOnly('We signed a device out to protect you', [
        text(
          `On ${when} a sign-in of yours was used from two places at once, as it would be after a theft. We ended it.`,
        ),
        button('Set a new password', `${publicUrl}/forgot-password`),
        small('If all your devices are your own and up to date, signing in again is enough.'),
      ])
  }
}

/** A coach's profile became public. */
export function coachApprovedLetter(publicUrl: string): Letter {
  return {
    subject: 'Your coach profile is public',
    blocks: [
      text('Your profile was approved. Players can find and book you now.'),
      button('Open your dashboard', `${publicUrl}/coach`),
    ],
    notice: {
      kind: 'coach',
      title: 'Your coach profile is public',
      body: 'Players can find and book you now.',
      link: '/coach',
    },
    mail: 'always',
  }
}

/** A coach's profile was sent back, with the reason in the reviewer's words. */
export function coachRejectedLetter(publicUrl: string, reason: string): Letter {
  return {
    subject: 'Your coach profile needs a change',
    blocks: [
      text('We looked at your profile and cannot publish it yet:'),
      quote(reason),
      text('Mend it and submit it again; nothing else is lost.'),
      button('Open your profile', `${publicUrl}/coach`),
    ],
    notice: { kind: 'coach', title: 'Your coach profile needs a change', body: reason, link: '/coach' },
    mail: 'always',
  }
}

/** An external calendar of a coach cannot be fetched; its last times still hold. */
export function calendarFailingLetter(details: {
  name: string
  error: string
  lastSyncAt: string | null
  publicUrl: string
  reader: Reader
}): Letter {
  const { name, error, lastSyncAt, publicUrl } = details
  const since =
    lastSyncAt === null ? 'It was never read.' : `It was last read on ${moment(lastSyncAt, details.reader)}.`
  const effect = 'What you have put into it since does not take time out of your hours, and may be booked over.'
  return {
    subject: subjectLine(`Your calendar "${name}" cannot be read`),
    blocks: [
      text('We tried several times to read a calendar that you added to your hours, and could not:'),
      quote(error),
      text(`${since} ${effect}`),
      button('Open your hours', `${publicUrl}/coach/hours`),
      small('We go on trying. If its address has changed, delete the calendar there and add it anew.'),
    ],
    notice: {
      kind: 'coach',
      title: `Your calendar "${name}" cannot be read`,
      body: `${error}. ${effect}`,
      link: '/coach/hours',
    },
    mail: 'always',
  }
}

/** Search hides a coach for what happened in their sessions, or shows them again. */
export function coachStandingLetter(
  publicUrl: string,
  { hidden, hiddenUntil, banned, reason }: PayloadOf<typeof coachStandingChanged>,
  to: Reader,
): Letter {
  const until = hiddenUntil === null ? '' : ` until ${moment(hiddenUntil, to)}`
  const title = banned
    ? 'You can no longer be booked'
    : hidden
      ? `You are hidden from search${until}`
      : 'You are shown in search again'
  const body = reason === null ? 'Thank you for being reliable.' : `The reason: ${reason}.`
  return {
    subject: subjectLine(title),
    blocks: [
      text(`${title}. ${body}`),
      button('See your numbers', `${publicUrl}/coach`),
      ...(hidden ? [small('If that is wrong, answer this mail: our staff can take a mark back.')] : []),
    ],
    notice: { kind: 'coach', title, body, link: '/coach' },
    mail: 'always',
  }
}

function mailOnly(subject: string, blocks: Letter['blocks']): Letter {
  return { subject, blocks, mail: 'always' }
}
