import { leftToCoach, soldFor } from '@ecc/contracts/booking-parts'
import type { PayloadOf } from '@ecc/contracts/define'
import type { PackageRecord, packageEnded } from '@ecc/contracts/packages'
import type { Side } from './booking.ts'
import type { Context } from './config.ts'
import { type Block, button, facts, type Letter, small, subjectLine, text } from './letter.ts'
import { findPeople, formerMember, type Person } from './person.ts'
import { amount, moment } from './times.ts'

type Ended = PayloadOf<typeof packageEnded>

/** A package as one of its two people is told of it. */
export interface PackageView {
  bought: PackageRecord
  role: Side
  me: Person
  otherName: string
  publicUrl: string
}

/** A package as each of its people is told of it; people who deleted their account are left out. */
export async function packageViewsOf(ctx: Context, bought: PackageRecord): Promise<PackageView[]> {
  const { playerId, coachId } = bought
  const people = await findPeople(ctx, [playerId, coachId])
  const nameOf = (id: string) => people.get(id)?.displayName ?? formerMember
  const sides = [
    { role: 'player', me: people.get(playerId), otherName: nameOf(coachId) },
    { role: 'coach', me: people.get(coachId), otherName: nameOf(playerId) },
  ] as const
  return sides.flatMap(({ me, ...side }) => (me ? [{ bought, me, ...side, publicUrl: ctx.config.PUBLIC_URL }] : []))
}

const packagePath = ({ bought }: PackageView) => `/packages/${bought.id}`

function toPackage(view: PackageView): Block {
  const label = view.role === 'player' ? 'Schedule your sessions' : 'See the package'
  return button(label, `${view.publicUrl}${packagePath(view)}`)
}

/** Paid: its sessions can be scheduled, to both sides. */
export function boughtLetter(view: PackageView): Letter {
  const { bought, me, role, otherName } = view
  const isPlayer = role === 'player'
  const until = moment(bought.validUntil as string, me)
  return {
    subject: subjectLine(`Package: ${bought.offerTitle} ${isPlayer ? 'with' : 'for'} ${otherName}`),
    blocks: [
      text(
        isPlayer
          ? `You have ${bought.sessions} sessions with ${otherName}. Schedule them one by one, whenever a time suits you.`
          : `${otherName} bought ${bought.sessions} sessions with you. Each is held for you from the moment it is scheduled.`,
      ),
      facts(
        ['Package', bought.offerTitle],
        ['Sessions', String(bought.sessions)],
        [isPlayer ? 'Paid' : 'Price', amount(isPlayer ? bought.price : soldFor(bought), me)],
        ['Valid until', until],
      ),
      toPackage(view),
      small('What is not used by then is refunded: the price paid, less the single price of each session used.'),
    ],
    notice: {
      kind: 'payment',
      title: isPlayer ? `${bought.sessions} sessions with ${otherName}` : `${otherName} bought ${bought.offerTitle}`,
      body: `Valid until ${until}`,
      link: packagePath(view),
    },
    mail: 'always',
  }
}

/** Sessions are left and the end is near, to the player. */
export function expiringLetter(view: PackageView, daysLeft: number): Letter | null {
  const { bought, me, otherName } = view
  if (view.role === 'coach') return null
  const left = bought.remaining === 1 ? 'One session is' : `${bought.remaining} sessions are`
  const body = `${left} left, to be held before ${moment(bought.validUntil as string, me)}.`
  return {
    subject: subjectLine(`${daysLeft} days left: ${bought.offerTitle} with ${otherName}`),
    blocks: [text(body), toPackage(view), small('What you do not use is refunded by the terms of the package.')],
    notice: { kind: 'reminder', title: `${bought.offerTitle} ends in ${daysLeft} days`, body, link: packagePath(view) },
    mail: 'reminders',
  }
}

/** Over: what goes back to the player and what to the coach, to both sides. */
export function endedLetter(view: PackageView, money: Pick<Ended, 'refund' | 'rest' | 'restFunds'>): Letter {
  const { bought, me, role, otherName } = view
  const { rest: price, restFunds: funds, refund } = money
  const toCoach = leftToCoach(funds ? { price, funds } : { price }, refund.amount)
  const why = bought.state === 'expired' ? 'has reached its last day' : 'was cancelled'
  const rows: [string, string][] = [
    [role === 'player' ? 'Back to you' : 'Back to the player', amount(refund, me)],
    [role === 'player' ? `To ${otherName}` : 'To you, less the commission', amount(toCoach, me)],
  ]
  return {
    subject: subjectLine(`Package ended: ${bought.offerTitle} ${role === 'player' ? 'with' : 'for'} ${otherName}`),
    blocks: [
      text(`${bought.offerTitle} ${why} with ${bought.remaining} of ${bought.sessions} sessions not used.`),
      facts(...rows),
      toPackage(view),
      small('Sessions that are scheduled stay as they are. Banks take five to ten days to show a refund.'),
    ],
    notice: {
      kind: 'payment',
      title: `${bought.offerTitle} ${why}`,
      body: rows.map((row) => row.join(': ')).join('. '),
      link: packagePath(view),
    },
    mail: 'always',
  }
}
