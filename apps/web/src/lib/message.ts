import { ProblemError } from '@ecc/contracts/define'

/** What to tell a person about an error: the problem's own words, for a refused field that field's. */
export function messageOf(error: unknown): string {
  if (error instanceof ProblemError) {
    const [fault] = (error.extra.errors ?? []) as { field: string; message: string }[]
    return fault ? `${fault.field}: ${fault.message}` : (error.detail ?? error.title)
  }
  return 'Something went wrong in the page. Reload it and try again.'
}
