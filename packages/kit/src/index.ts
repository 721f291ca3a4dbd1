/** How a service runs. Knows no domain. */

export { Directory, pathOf } from './call.ts'
export { type Clock, OffsetClock, plusMinutes } from './clock.ts'
export { ConfigError, isProduction, readConfig } from './config.ts'
export { untilDatabaseAnswers } from './database-start.ts'
export { failpoint, takeFailpointOrders } from './failpoint.ts'
export type { FanOut } from './fan-out.ts'
export { bearerOf, toProblemReply } from './http.ts'
export type { Caller, TokenVerifier } from './identity.ts'
export { bringJobsForward, countDueJobs } from './jobs.ts'
export { openLog } from './log.ts'
export { cutPage, type PageAsked, pageAsked } from './page.ts'
export { migratePlatform, openPlatform, type Platform, platformConfig } from './platform.ts'
export type { RunningService } from './running-service.ts'
export {
  type Call,
  type Connection,
  type Context,
  type Delivery,
  type DependencyHealth,
  defineService,
  type Ground,
  type Handler,
  handle,
  type Job,
  job,
  kebab,
  type Openable,
  type Opening,
  type RawReply,
  type Request,
  raw,
  type ServiceDefinition,
  type Subscription,
  schemaOf,
  socket,
  subscribe,
} from './service.ts'
export { refuse, tokenOf } from './sockets.ts'
export { openSql, type Queryable, type Sql, type Tx, violates } from './sql.ts'
export { startTelemetry } from './telemetry.ts'
