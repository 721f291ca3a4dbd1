/** Waiting for PostgreSQL at a start: after a power cut it comes back at the same time as those who need it. */
import { setTimeout as pause } from 'node:timers/promises'
import pg from 'pg'

const patienceMs = 20_000
const pauseMs = 100
/** Nobody listens yet; and PostgreSQL's own words for "starting up" and "shutting down". */
const notYet = new Set(['ECONNREFUSED', 'ECONNRESET', '57P01', '57P02', '57P03'])

/** Resolves when the database takes connections. Throws why it does not: at once what waiting does not mend, else after 20 s. */
export async function untilDatabaseAnswers(databaseUrl: string): Promise<void> {
  for (let waitedMs = 0; ; waitedMs += pauseMs) {
    const client = new pg.Client({ connectionString: databaseUrl })
    client.on('error', () => {}) // it ends right after it has connected
    try {
      await client.connect()
      return await client.end()
    } catch (error) {
      if (!notYet.has((error as { code?: string }).code ?? '') || waitedMs >= patienceMs) throw error
    }
    await pause(pauseMs)
  }
}
