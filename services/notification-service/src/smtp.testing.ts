/** A mail server for tests: it speaks enough SMTP (RFC 5321) to take a mail, refuse it, or be busy. */
import { createServer, type Socket } from 'node:net'

/** What the server took, and what it shall answer to the next mails. */
export interface MailServer {
  url: string
  taken: string[]
  /** Answers to DATA, e.g. `451 Busy`, used one after the other; then mails are taken. */
  answers: string[]
  close(): Promise<void>
}

/** Starts it on a free port. */
export async function mailServer(): Promise<MailServer> {
  const taken: string[] = []
  const answers: string[] = []
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket.on('close', () => open.delete(socket)).on('error', () => socket.destroy()))
    converse(socket, taken, answers)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the mail server has no port')
  return {
    url: `smtp://127.0.0.1:${address.port}`,
    taken,
    answers,
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy()
        server.close(() => resolve())
      }),
  }
}

function converse(socket: Socket, taken: string[], answers: string[]): void {
  const say = (line: string) => void socket.write(`${line}\r\n`)
  let mail: string | null = null
  let rest = ''
  say('220 test ready')
  socket.on('data', (bytes) => {
    const lines = (rest + bytes.toString()).split('\r\n')
    rest = lines.pop() ?? ''
    for (const line of lines) {
      if (mail !== null && line !== '.') mail += `${line}\r\n`
      else if (mail !== null) {
        taken.push(mail)
        mail = null
        say('250 taken')
      } else if (line.startsWith('DATA')) {
        const answer = answers.shift()
        say(answer ?? '354 go on')
        if (!answer) mail = ''
      } else say(line.startsWith('QUIT') ? '221 bye' : '250 ok')
    }
  })
}
