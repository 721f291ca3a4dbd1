import { gunzipSync } from 'node:zlib'
import { fastify } from 'fastify'
import { expect, it, onTestFinished } from 'vitest'
import { serveApiReference } from './api-reference.ts'

it('sends the API document packed to who understands that, and the same plain to everybody else', async () => {
  const app = fastify()
  onTestFinished(() => app.close())
  await serveApiReference(app)
  const [plain, packed] = await Promise.all(
    [{}, { 'accept-encoding': 'br, gzip' }].map((headers) => app.inject({ url: '/api/openapi.json', headers })),
  )
  expect(plain?.headers['content-encoding']).toBeUndefined()
  expect(packed?.headers['content-encoding']).toBe('gzip')
  expect(gunzipSync(packed?.rawPayload as Buffer).equals(plain?.rawPayload as Buffer)).toBe(true)
  expect(plain?.json().openapi).toBe('3.1.0')
})
