import { ConfigError, type Openable, type Opening } from '@ecc/kit'
import { type Static, Type } from 'typebox'

/** What an operator may set. */
export const config = Type.Object({
  SEARCH_REFRESH_COACHES: Type.Integer({
    default: 5000,
    minimum: 1,
    description:
      'How many coaches have their free times in search recomputed by one run of the job (every 10 minutes); each is due about once a day',
  }),
  CALENDAR_SYNC_MINUTES: Type.Integer({
    default: 10,
    minimum: 1,
    maximum: 1440,
    description: 'How often an external calendar of a coach is fetched; one that fails is tried ever less often',
  }),
  CALENDAR_SYNC_CONCURRENCY: Type.Integer({
    default: 4,
    minimum: 1,
    maximum: 32,
    description: 'How many external calendars are fetched at the same time',
  }),
  CALENDAR_LOCAL_FEEDS: Type.Boolean({
    default: false,
    description:
      'For development and tests: external calendars may be http and on this machine or a private network. Production refuses to start with it',
  }),
})
export type Config = Static<typeof config>

/** Nothing is opened; a production start that would let coaches reach into the private network is refused. */
export async function resources({ config, ground }: Pick<Opening<Config>, 'config' | 'ground'>): Promise<Openable> {
  if (ground.production && config.CALENDAR_LOCAL_FEEDS)
    throw new ConfigError(['CALENDAR_LOCAL_FEEDS is for development: it lets coaches have private addresses fetched'])
  return {}
}
