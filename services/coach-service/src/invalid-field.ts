import { invalidRequest } from '@ecc/contracts/problems'

/** invalidRequest for a rule that a schema cannot express, in the shape of the kit's own. */
export function invalidField(place: 'query' | 'body', field: string, message: string) {
  return invalidRequest(`${field} ${message}`, { errors: [{ in: place, field, message }] })
}
