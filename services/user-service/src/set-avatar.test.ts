import * as contract from '@ecc/contracts/users'
import { aPlayer, type TestedService } from '@ecc/kit/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { aMember, jpeg, png, upload, userService, webp } from './testing.ts'

let t: TestedService
beforeAll(async () => {
  t = await userService()
})
afterAll(() => t.close())

describe('setAvatar', () => {
  test.each([
    ['image/png', png],
    ['image/jpeg', jpeg],
    ['image/webp', webp],
  ])('takes a picture of type %s and gives it an address', async (type, bytes) => {
    const me = await aMember(t)
    const response = await upload(t, me, bytes, type)
    expect(response.statusCode).toBe(200)
    const { avatarUrl } = response.json<{ avatarUrl: string }>()
    expect(avatarUrl).toMatch(new RegExp(`^/api/v1/users/${me.userId}/avatar/[a-f0-9]{16}$`))
    expect(await t.call(contract.getMe, {}, { as: me })).toMatchObject({ avatarUrl })
  })

  test('tells the others of a new picture, and not of the same again', async () => {
    const me = await aMember(t)
    const { avatarUrl } = (await upload(t, me, png)).json<{ avatarUrl: string }>()
    expect((await upload(t, me, png)).json()).toEqual({ avatarUrl })
    const cards = (await t.emitted(contract.userUpdated)).filter(({ id }) => id === me.userId)
    expect(cards).toEqual([{ id: me.userId, displayName: 'Ada', avatarUrl, timeZone: 'Europe/Berlin' }])
  })

  test('keeps one whole picture when two come at once', async () => {
    const me = await aMember(t)
    await Promise.all([upload(t, me, png), upload(t, me, jpeg, 'image/jpeg')])
    const { avatarUrl } = await t.call(contract.getMe, {}, { as: me })
    const response = await t.request({ method: 'GET', url: String(avatarUrl).replace('/api/v1', '') })
    expect(response.statusCode).toBe(200)
    expect([png, jpeg].some((bytes) => bytes.equals(response.rawPayload))).toBe(true)
  })

  test.each([
    ['image/png', jpeg],
    ['image/jpeg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
    ['image/webp', Buffer.from('RIFF')],
    ['image/png', Buffer.alloc(0)],
  ])('refuses bytes that are not the %s they claim to be', async (type, bytes) => {
    const me = await aMember(t)
    const response = await upload(t, me, bytes, type)
    expect(response.statusCode).toBe(422)
    expect(response.json()).toMatchObject({ code: 'not-an-image' })
    expect(await t.call(contract.getMe, {}, { as: me })).toMatchObject({ avatarUrl: null })
  })

  test('refuses other media types and more than 2 MiB', async () => {
    const me = await aMember(t)
    expect((await upload(t, me, Buffer.from('<svg/>'), 'image/svg+xml')).statusCode).toBe(415)
    const large = Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024)])
    expect((await upload(t, me, large)).statusCode).toBe(413)
    const largest = Buffer.concat([png, Buffer.alloc(2 * 1024 * 1024 - png.length)])
    expect((await upload(t, me, largest)).statusCode).toBe(200)
  })

  test('finds nothing for an account without a profile', async () => {
    expect((await upload(t, aPlayer(), png)).statusCode).toBe(404)
  })
})
