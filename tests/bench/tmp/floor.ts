import http from 'node:http'
import { fastify } from 'fastify'
const kind = process.argv[2]
const quote = (wish: any) => ({
  ...wish,
  endsAt: new Date(Date.parse(wish.startsAt) + wish.durationMinutes * 60000).toISOString(),
  price: { amount: wish.durationMinutes * 50, currency: 'EUR' },
})
let port = 0
if (kind === 'raw') {
  const s = http.createServer((q, r) => {
    let b = ''
    q.setEncoding('utf8')
    q.on('data', (d) => (b += d))
    q.on('end', () => {
      const t = JSON.stringify(quote(JSON.parse(b)))
      r.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(t) })
      r.end(t)
    })
  })
  await new Promise((r) => s.listen(0, '127.0.0.1', r as any))
  port = (s.address() as any).port
} else {
  const app = fastify()
  app.post(
    '/api/v1/wishes/quote',
    {
      schema: {
        body: {
          type: 'object',
          additionalProperties: false,
          required: ['offerId', 'startsAt', 'durationMinutes', 'language'],
          properties: {
            offerId: { type: 'string', format: 'uuid' },
            startsAt: { type: 'string', format: 'date-time', pattern: 'Z$' },
            durationMinutes: { type: 'integer', minimum: 15, maximum: 240 },
            language: { enum: ['en', 'de'] },
            note: { type: 'string', maxLength: 500 },
          },
        },
      },
    },
    async (q: any) => quote(q.body),
  )
  await app.listen({ port: 0, host: '127.0.0.1' })
  port = (app.server.address() as any).port
}
process.send?.({ port })
process.once('SIGTERM', () => process.exit(0))
