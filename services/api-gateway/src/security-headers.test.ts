import { openLog, openPlatform } from '@ecc/kit'
import { testTokens } from '@ecc/kit/testing'
import { expect, it, onTestFinished } from 'vitest'
import gateway from './service.ts'

/** What pages may do, by directive. The gateway has no tables: the database is never reached. */
async function policyUnder(env: Record<string, string>): Promise<Map<string, string[]>> {
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
  const { headers } = await fetch(`http://127.0.0.1:${port}/livez`)
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
