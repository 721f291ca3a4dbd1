/** What api-gateway itself promises. */
import { Type } from 'typebox'
import { Shape, service } from './define.ts'
import { Instant, OneOf } from './vocabulary.ts'

const { route } = service({
  name: 'api-gateway',
  port: 8080,
  summary: 'The one public door: routing, rate limits, the web app',
})

const Health = OneOf(['up', 'degraded', 'down'])

export const getPlatformHealth = route('getPlatformHealth', {
  method: 'GET',
  path: '/health',
  access: 'public',
  summary: 'Every service with its dependencies; 200 while the platform can do its main job',
  reply: Shape({
    status: Health,
    services: Type.Array(
      Shape({
        name: Type.String(),
        status: Health,
        dependencies: Type.Array(Shape({ name: Type.String(), status: Health, detail: Type.String() })),
      }),
    ),
    now: Instant,
  }),
})

export const moveClock = route('moveClock', {
  method: 'POST',
  path: '/dev/clock',
  access: 'public',
  summary:
    'Move the clock of an all-in-one development server forward, so that a booked session can be lived through at once',
  body: Shape({ forwardMinutes: Type.Integer({ minimum: 0, maximum: 60 * 24 * 90 }) }),
  reply: Shape({ now: Instant }),
  development: true,
})
