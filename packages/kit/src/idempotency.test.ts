import { problem, Shape, service } from '@ecc/contracts/define'
import { keyReused } from '@ecc/contracts/problems'
import { Nullable } from '@ecc/contracts/vocabulary'
import { Type } from 'typebox'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { defineService, handle } from './service.ts'
import { migrationFolder } from './testing/platform.ts'
import { anId, aPlayer, type TestedService, testService } from './testing.ts'

const { route } = service({ name: 'till-service', port: 0, summary: 'Takes money' })
const soldOut = problem('sold-out', 409, 'Nothing is left')
const Receipt = Shape({
  zeta: Type.String(),
  id: Type.Integer(),
  a: Nullable(Shape({ z: Type.Integer(), b: Type.String() })),
})
const buy = route('buy', {
  method: 'POST',
  path: '/items/:kind',
  access: 'public',
  summary: '',
  idempotent: true,
  params: Shape({ kind: Type.String() }),
  body: Shape({ count: Type.Integer() }),
  status: 201,
  reply: Receipt,
  problems: [soldOut],
})
const refund = route('refund', {
  method: 'POST',
  path: '/refunds',
  access: 'self',
  summary: '',
  idempotent: true,
  status: 204,
  reply: Type.Null(),
})

let stock = 0
let closed = false
const till = defineService({
  name: 'till-service',
  port: 0,
  config: Type.Object({}),
  migrations: await migrationFolder({
    '0001_sales.sql': 'create table sales (id int generated always as identity, buyer text)',
  }),
  routes: [
    handle(buy, ({ params, body, caller, once }) => {
      if (closed) throw soldOut()
      return once(async (tx) => {
        const { id } = await tx.one<{
          id: number
        }>`insert into sales (buyer) values (${caller?.userId ?? 'anyone'}) returning id`
        await tx`select pg_sleep(0.03)`
        if (body.count > stock) throw soldOut()
        return { zeta: `${params.kind}`, id, a: { z: body.count, b: 'text' } }
      })
    }),
    handle(refund, ({ once }) =>
      once(async (tx) => {
        await tx`insert into sales (buyer) values ('refund')`
        return null
      }),
    ),
  ],
})

let t: TestedService
beforeAll(async () => {
  t = await testService(till)
})
afterAll(() => t.close())

const send = (
  key: string | undefined,
  options: { as?: ReturnType<typeof aPlayer>; count?: number; kind?: string } = {},
) =>
  t.request({
    method: 'POST',
    url: `/items/${options.kind ?? 'tea'}`,
    payload: { count: options.count ?? 1 },
    headers: key === undefined ? {} : { 'idempotency-key': key },
    ...(options.as ? { as: options.as } : {}),
  })
const sales = async () => (await t.sql.one<{ count: number }>`select count(*) as count from sales`).count

describe('a request with an Idempotency-Key', () => {
  it('has one effect, and its repeat the same bytes and a header that says so', async () => {
    stock = 100
    const [key, before] = [anId(), await sales()]
    const first = await send(key)
    const second = await send(key)
    expect(first.statusCode).toBe(201)
    expect(first.headers['idempotent-replayed']).toBeUndefined()
    expect([second.statusCode, second.headers['idempotent-replayed']]).toEqual([201, 'true'])
    expect(second.body).toBe(first.body)
    expect(await sales()).toBe(before + 1)
  })

  it('is answered as before although the world has changed by it', async () => {
    const key = anId()
    const first = await send(key)
    closed = true
    const second = await send(key)
    expect([second.statusCode, second.body]).toEqual([201, first.body])
    expect((await send(anId())).statusCode).toBe(409)
    closed = false
  })

  it('has one effect when five come at the same moment', async () => {
    const [key, before] = [anId(), await sales()]
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => send(key)))
    expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
    expect(answers.filter(({ headers }) => headers['idempotent-replayed'] === 'true')).toHaveLength(4)
    expect(await sales()).toBe(before + 1)
  })

  it('is refused when the key belongs to another body or another path', async () => {
    const key = anId()
    await send(key)
    for (const other of [{ count: 2 }, { kind: 'coffee' }]) {
      const response = await send(key, other)
      expect([response.statusCode, response.json<{ code: string }>().code]).toEqual([422, keyReused.code])
    }
  })

  it('frees the key when it was refused and so undone', async () => {
    const [key, before] = [anId(), await sales()]
    stock = 0
    expect((await send(key)).statusCode).toBe(409)
    expect(await sales()).toBe(before)
    stock = 100
    const second = await send(key)
    expect([second.statusCode, second.headers['idempotent-replayed']]).toEqual([201, undefined])
  })

  it('is apart from the same key of another person, and of another route', async () => {
    const [key, before, player] = [anId(), await sales(), aPlayer()]
    await send(key, { as: player })
    await send(key, { as: aPlayer(), count: 3 })
    await t.call(refund, {}, { as: player, idempotencyKey: key })
    expect(await sales()).toBe(before + 3)
  })

  it('may have an answer without a body', async () => {
    const [before, same] = [await sales(), { as: aPlayer(), idempotencyKey: anId() }]
    expect(await t.call(refund, {}, same)).toBeNull()
    expect(await t.call(refund, {}, same)).toBeNull()
    expect(await sales()).toBe(before + 1)
  })

  it('is refused when the key is too short, too long, or not plain text', async () => {
    for (const key of ['short', 'x'.repeat(201), 'with space']) expect((await send(key)).statusCode).toBe(400)
  })
})

it('without a key every request counts', async () => {
  const before = await sales()
  await Promise.all([send(undefined), send(undefined)])
  expect(await sales()).toBe(before + 2)
})
