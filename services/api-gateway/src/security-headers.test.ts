import { openLog, openPlatform } from '@ecc/kit'
import { testTokens } from '@ecc/kit/testing'
import { expect, it, onTestFinished } from 'vitest'
import gateway from './service.ts'

/** The headers of an answer. The gateway has no tables: the database is never reached. */
async function headersOf(path: string, env: Record<string, string>): Promise<Headers> {
  const platform = await openPlatform({
    services: [gateway],
    env: { DATABASE_URL: 'postgres://localhost:1/none', ...env },
    log: openLog({ name: 'test', level: 'silent' }),
    tokens: testTokens,
    migrate: false,
    runJobs: false,
  })
  onTestFinished(() => platform.stop())
  const { port } = await platform.listen('api-gateway', { host: '127.0.0.1', port: 0 })
  return (await fetch(`http://127.0.0.1:${port}${path}`)).headers
}

/** What pages may do, by directive. */
async function policyUnder(env: Record<string, string>): Promise<Map<string, string[]>> {
  const headers = await headersOf('/livez', env)
  const directives = (headers.get('content-security-policy') ?? '').split(';').map((one) => one.trim().split(' '))
  return new Map(directives.map(([name = '', ...sources]) => [name, sources]))
}

it('lets pages ask nobody but the platform while cards go to no provider', async () => {
  const policy = await policyUnder({})
  expect(policy.get('script-src')).toEqual(["'self'"])
  expect(policy.get('frame-src')).toEqual(["'self'"])
  expect(policy.get('connect-src')).toEqual(["'self'", 'ws:', 'wss:'])
})

it("lets in what Stripe's card form is made of, and no script that a page brings itself, once there is a key for it", async () => {
  const policy = await policyUnder({ STRIPE_PUBLISHABLE_KEY: 'pk_test_1' })
  const stripe = ['https://js.stripe.com', 'https://*.js.stripe.com']
  expect(policy.get('script-src')).toEqual(["'self'", ...stripe])
  expect(policy.get('frame-src')).toEqual(["'self'", ...stripe, 'https://hooks.stripe.com'])
  expect(policy.get('connect-src')).toEqual(["'self'", 'ws:', 'wss:', 'https://api.stripe.com'])
  expect(policy.get('default-src')).toEqual(["'self'"])
})

it('lets nothing be made of what the API answers, and tells it nothing that is about pages', async () => {
  const headers = await headersOf('/api/v1/no-such-route', { PUBLIC_URL: 'https://coach.example' })
  expect(headers.get('content-security-policy')).toBe("default-src 'none';frame-ancestors 'none'")
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('strict-transport-security')).toContain('max-age=31536000')
  expect(headers.has('permissions-policy')).toBe(false)
  expect((await headersOf('/livez', {})).get('permissions-policy')).toContain('camera=(self)')
})
