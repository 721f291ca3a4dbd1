/** Faults that somebody could make in the code that moves money. The tests named with each must fail because of it. */

/** A change of one place. `from` is there exactly once. */
export interface Mutant {
  name: string
  file: string
  from: string
  to: string
  /** Test files that are run; one failing test is enough. */
  tests: readonly string[]
}

/** Where the code is that they are in. */
export const payments = 'services/payment-service/src'
export const sessions = 'services/session-service/src'
/** Only their own tests see a fault of the contracts: services import them by the name of the package. */
export const contracts = 'packages/contracts/src'

/** The test files of these names. */
export const of = (folder: string, ...names: string[]) => names.map((name) => `${folder}/${name}.test.ts`)
