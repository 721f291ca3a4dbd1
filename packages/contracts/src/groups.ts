/** What session-service promises of groups: sessions whose seats several players book. */
import { sessionService } from './bookings.ts'
import { Shape } from './define.ts'
import { GroupFacts } from './group-terms.ts'
import { Id, Instant, OneOf } from './vocabulary.ts'

const { event } = sessionService

export const groupDecided = event(
  'group.decided',
  Shape({
    id: Id,
    coachId: Id,
    offerId: Id,
    startsAt: Instant,
    endsAt: Instant,
    ...GroupFacts.properties,
    state: OneOf(['on', 'off']),
    why: OneOf(['enough', 'too-few', 'cancelled', 'removed']),
  }),
  'A group takes place, or was called off: at its cut-off, by its coach or by staff',
)
