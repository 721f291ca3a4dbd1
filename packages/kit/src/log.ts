/** Logs: JSON lines by pino, to stdout or to a file. */
import { type Logger, pino } from 'pino'

/** Opens the process's log. Secrets in headers and bodies never reach it. */
export function openLog(options: { level: string; file?: string; name: string }): Logger {
  const destination = options.file ? pino.destination({ dest: options.file, mkdir: true, sync: false }) : undefined
  const settings = {
    name: options.name,
    level: options.level,
    redact: ['headers.authorization', 'headers.cookie', '*.password', '*.token', '*.refreshToken'],
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  return destination ? pino(settings, destination) : pino(settings)
}
