/** Problems any route may answer; the kit and the gateway throw these. A contract lists only its own. */
import { problem } from './define.ts'

/** The request's shape is wrong; `errors` names each field and the mend. */
export const invalidRequest = problem('invalid-request', 400, 'The request is not valid')
/** No or no valid access token. */
export const notSignedIn = problem('not-signed-in', 401, 'Sign in to do this')
/** Signed in, but without the role this needs. */
export const notAllowed = problem('not-allowed', 403, 'Your account may not do this')
/** Nothing there, or nothing the caller may see. */
export const notFound = problem('not-found', 404, 'There is nothing here')
/** The thing was changed by someone else since it was read (If-Match). */
export const changedMeanwhile = problem('changed-meanwhile', 412, 'This was changed meanwhile; reload and try again')
/** Same Idempotency-Key, other request. */
export const keyReused = problem('idempotency-key-reused', 422, 'That Idempotency-Key belongs to another request')
/** More requests than the route allows; `Retry-After` says when to come back. */
export const tooManyRequests = problem('too-many-requests', 429, 'Too many requests')
/** A fault of ours; the request id leads to the log. */
export const internalFault = problem('internal-fault', 500, 'Something went wrong on our side')
/** A service or engine this needs is down or overloaded; `Retry-After` says when to come back. */
export const unavailable = problem('unavailable', 503, 'This is not available right now')
/** A service this needs did not answer in time. */
export const timedOut = problem('timed-out', 504, 'This took too long')

/** What the API reference lists for every route. */
export const commonProblems = [invalidRequest, tooManyRequests, internalFault, unavailable, timedOut] as const
