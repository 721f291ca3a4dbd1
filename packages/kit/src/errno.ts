/** Whether an error of the operating system has this code, `ENOENT` for instance. */
export const hasCode = (error: unknown, code: string) => (error as NodeJS.ErrnoException).code === code

/** For `.catch()`: answers `value` instead of an error of this code, and throws every other. */
export const ifCode =
  <T>(code: string, value: T) =>
  (error: unknown): T => {
    if (hasCode(error, code)) return value
    throw error
  }

/** For `.catch()`: answers `value` where a file or folder does not exist, and throws every other error. */
export const ifMissing = <T>(value: T) => ifCode('ENOENT', value)
