import { removeAvatar } from '@ecc/contracts/users'
import type { TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMember, jpeg, png, upload, userService } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

const get = (url: string) => t.request({ method: 'GET', url: url.replace('/api/v1', '') })
const addressOf = async (answer: ReturnType<typeof upload>) => (await answer).json<{ avatarUrl: string }>().avatarUrl

describe('getAvatar', () => {
  test('gives anybody the picture, to be kept for good and taken for nothing else', async () => {
    const response = await get(await addressOf(upload(t, await aMember(t), png)))
    expect(response.rawPayload.equals(png)).toBe(true)
    expect(response.headers).toMatchObject({
      'content-type': 'image/png',
      'cache-control': 'public, max-age=31536000, immutable',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'",
    })
  })

  test('finds the picture that is, not those that were', async () => {
    const me = await aMember(t)
    const first = await addressOf(upload(t, me, png))
    const second = await addressOf(upload(t, me, jpeg, 'image/jpeg'))
    expect((await get(first)).statusCode).toBe(404)
    expect((await get(second)).statusCode).toBe(200)
    await t.call(removeAvatar, {}, { as: me })
    expect((await get(second)).statusCode).toBe(404)
  })

  test('finds nothing under the name of another person', async () => {
    const [me, other] = [await aMember(t), await aMember(t)]
    const address = await addressOf(upload(t, me, png))
    expect((await get(address.replace(me.userId, other.userId))).statusCode).toBe(404)
  })
})
