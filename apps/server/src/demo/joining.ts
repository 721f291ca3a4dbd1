/** How people come to the platform, through the public API: a player, and a coach up to the approval. */
import { confirmEmail } from '@ecc/contracts/auth'
import { createOffer, type Game, saveAvailability, saveCoachProfile, submitCoachProfile } from '@ecc/contracts/coaches'
import { openPayoutAccount } from '@ecc/contracts/payments'
import { approveCoach } from '@ecc/contracts/verifications'
import { avatarOf } from './avatar.ts'
import { DemoPerson } from './client.ts'
import type { DemoCoach } from './people.ts'

const waitMs = 15_000

/** What joining needs: the platform's address, its games, and someone to approve. */
export interface Ground {
  base: string
  games: readonly Game[]
  admin: DemoPerson
}

/** A coach with one offer. */
export interface JoinedCoach {
  person: DemoPerson
  id: string
  offerId: string
}

/** A player registers and confirms the address. */
export async function joinAsPlayer(
  { base }: Pick<Ground, 'base'>,
  details: { email: string; name: string; zone: string },
): Promise<DemoPerson> {
  const player = new DemoPerson(base, details.email)
  await player.register({ ...details, role: 'player' })
  await confirm(base, player)
  return player
}

/** A coach registers, goes through onboarding, and is approved. */
export async function joinAsCoach(demo: Ground, details: DemoCoach): Promise<JoinedCoach> {
  const coach = await handInAsCoach(demo, details)
  await demo.admin.call(approveCoach, { params: { id: coach.id }, body: {} })
  return coach
}

/** A coach registers, goes through onboarding, and hands the profile in: it waits for approval. */
export async function handInAsCoach(demo: Pick<Ground, 'base' | 'games'>, details: DemoCoach): Promise<JoinedCoach> {
  const coach = new DemoPerson(demo.base, details.email)
  const id = await coach.register({ ...details, role: 'coach' })
  await confirm(demo.base, coach)
  await coach.upload('/users/me/avatar', 'image/png', avatarOf(details.name))
  await coach.call(saveCoachProfile, { body: profileOf(details, demo.games) })
  const weekly = [0, 1, 2, 3, 4, 5, 6].map((day) => ({ day, ...details.hours }))
  await coach.call(saveAvailability, {
    body: { zone: details.zone, weekly, minNoticeMinutes: details.minNoticeMinutes, stepMinutes: 15 },
  })
  const gameId = details.games[0]?.gameId ?? ''
  const offer = {
    title: 'Live coaching, one to one',
    description: 'Your replay or a live game, one focus, and a plan for the week.',
    gameId,
    durationMinutes: 60,
    price: details.price,
  }
  const { id: offerId } = await coach.call(createOffer, { body: offer })
  await activatePayouts(coach)
  await until(() => coach.call(submitCoachProfile, { body: {} }))
  return { person: coach, id, offerId }
}

function profileOf(details: DemoCoach, games: readonly Game[]) {
  return {
    headline: details.headline,
    bio: details.bio,
    languages: details.languages,
    rankProof: 'https://tracker.example.com/profile',
    codeOfConductAccepted: true,
    games: details.games.flatMap(({ gameId, roleIds, rankFromTop }) => {
      const game = games.find(({ id }) => id === gameId)
      const rank = game?.ranks.at(-1 - rankFromTop)
      if (!game || !rank) return []
      return [{ gameId, rankId: rank.id, roleIds: roleIds.flatMap((index) => game.roles[index]?.id ?? []) }]
    }),
  }
}

/** Takes the token out of the mail, as its reader would. */
async function confirm(base: string, person: DemoPerson): Promise<void> {
  const token = await until(async () => {
    const response = await fetch(`${base}/dev/mailbox?as=json&to=${encodeURIComponent(person.email)}`)
    const mails = (await response.json()) as { text: string }[]
    const found = mails.map(({ text }) => /confirm-email\?token=([\w-]+)/.exec(text)?.[1]).find(Boolean)
    if (!found) throw new Error(`no confirmation mail for ${person.email} yet`)
    return found
  })
  await person.call(confirmEmail, { body: { token } })
}

/** Presses the one button of the provider's set-up page. */
async function activatePayouts(coach: DemoPerson): Promise<void> {
  const { onboardingUrl } = await coach.call(openPayoutAccount, {
    body: { returnUrl: 'http://localhost/coach/onboarding' },
  })
  if (!onboardingUrl) throw new Error('the payout account has no set-up page')
  const response = await fetch(onboardingUrl, { method: 'POST', redirect: 'manual' })
  if (response.status >= 400) throw new Error(`the set-up page answered ${response.status}`)
}

/** Tries until it works; what follows from an event is there a moment later. */
export async function until<T>(attempt: () => Promise<T>, patienceMs = waitMs): Promise<T> {
  const giveUpAt = Date.now() + patienceMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (Date.now() > giveUpAt) throw error
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
  }
}
