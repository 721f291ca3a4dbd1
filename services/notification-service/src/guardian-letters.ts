import { button, facts, type Letter, small, text } from './letter.ts'

/**
 * Asks a guardian to agree. The name is somebody's own words, so it stands as a value and not in the subject; the address
 * may be a stranger's, so the mail says that nothing happens without them.
 */
export function guardianConsentLetter(details: { displayName: string; token: string; publicUrl: string }): Letter {
  const { displayName, token, publicUrl } = details
  return {
    subject: 'You are named as a guardian: please confirm',
    blocks: [
      text('A young player on Esport Coach Connect named you as parent or guardian, and would like to book coaching.'),
      facts(['Player', displayName]),
      text('People under 18 can pay for sessions here only when a parent or guardian agrees.'),
      button('Read and agree', `${publicUrl}/guardian-consent?token=${encodeURIComponent(token)}`),
      small('The link works once, for seven days. If you do not know the player, ignore this mail: nothing happens.'),
    ],
    mail: 'always',
    because: 'You get this because somebody gave your address as that of a parent or guardian.',
  }
}

/** The guardian agreed: the player can go on. */
export function guardianAgreedLetter(publicUrl: string): Letter {
  return {
    subject: 'Your guardian has agreed',
    blocks: [text('You can pay for sessions now.'), button('Find a coach', `${publicUrl}/coaches`)],
    notice: {
      kind: 'account',
      title: 'Your guardian has agreed',
      body: 'You can pay for sessions now.',
      link: '/coaches',
    },
    mail: 'always',
  }
}
