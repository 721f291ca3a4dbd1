import * as contract from '@ecc/contracts/users'
import { anId, type TestedService } from '@ecc/kit/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forgetGuardianLinks } from './forget-guardian-links.ts'
import { aMember, userService } from './testing.ts'

/** 15 years old on 1 March 2027, and 18 from 2 March 2030 on. */
const birthDate = '2012-03-02'
const email = 'mum@example.com'

let t: TestedService
let me: Awaited<ReturnType<typeof aMember>>
beforeEach(async () => {
  t = await userService()
  me = await aMember(t, { birthDate, displayName: 'Kim' })
})
afterEach(() => t.close())

type Member = typeof me
const name = (address = email, as: Member = me) => t.call(contract.nameGuardian, { body: { email: address } }, { as })
const shown = (as: Member = me) => t.call(contract.getGuardian, {}, { as })
const agree = (token: string) => t.call(contract.confirmGuardianConsent, { body: { token } })
const check = (id = me.userId) => t.call(contract.checkGuardianConsent, { params: { id } })
const asked = () => t.emitted(contract.guardianConsentRequested)
async function forget(): Promise<void> {
  await t.sql.begin((tx) => t.ctx.addJob(tx, forgetGuardianLinks, {}))
  await t.settle()
}
const lastToken = async () => (await asked()).at(-1)?.token ?? ''

describe('somebody of 13 to 17 years', () => {
  it('needs a guardian, and has none at first', async () => {
    expect(await shown()).toEqual({ required: true, state: 'none', email: null, askedAt: null, confirmedAt: null })
    expect(await check()).toEqual({ required: true, given: false })
  })

  it('names one, who is asked by mail and has not agreed by that', async () => {
    expect(await name()).toMatchObject({ required: true, state: 'asked', email, confirmedAt: null })
    expect(await asked()).toMatchObject([{ userId: me.userId, displayName: 'Kim', email }])
    expect(await check()).toEqual({ required: true, given: false })
  })

  it('may pay once the guardian has followed the link', async () => {
    await name()
    expect(await agree(await lastToken())).toEqual({ displayName: 'Kim' })
    expect(await shown()).toMatchObject({
      state: 'confirmed',
      confirmedAt: expect.stringContaining('2027-03-01T12:00'),
    })
    expect(await check()).toEqual({ required: true, given: true })
    expect(await t.emitted(contract.guardianConsentGiven)).toEqual([{ userId: me.userId }])
  })

  it('cannot be their own guardian', async () => {
    await expect(name('ADA@example.com')).rejects.toSatisfy(contract.guardianIsSelf.is)
    expect(await asked()).toEqual([])
  })

  it('needs none from the 18th birthday on, in their own zone', async () => {
    await t.clock.set('2030-03-01T22:59:00Z')
    expect(await check()).toEqual({ required: true, given: false })
    await t.clock.set('2030-03-01T23:00:00Z') // midnight in Berlin
    expect(await check()).toEqual({ required: false, given: false })
    await expect(name()).rejects.toSatisfy(contract.guardianNotNeeded.is)
  })
})

it('an adult, and an admin who was not asked for a birth date, need no guardian', async () => {
  for (const birthDate of ['2000-05-06', null]) {
    const adult = await aMember(t, { birthDate })
    expect(await check(adult.userId)).toEqual({ required: false, given: false })
    await expect(name(email, adult)).rejects.toSatisfy(contract.guardianNotNeeded.is)
  }
})

it('a person without a profile is not found', async () => {
  await expect(check(anId())).rejects.toMatchObject({ status: 404 })
})

describe('the link to a guardian', () => {
  it('is kept as a hash only', async () => {
    await name()
    const kept = await t.sql<{ link: string }>`select guardian_links::text as link from guardian_links`
    expect(kept).toHaveLength(1)
    expect(kept[0]?.link).not.toContain(await lastToken())
  })

  it('works once: opened again it answers the same and changes nothing', async () => {
    await name()
    const token = await lastToken()
    const answers = await Promise.all([agree(token), agree(token)])
    expect(answers).toEqual([{ displayName: 'Kim' }, { displayName: 'Kim' }])
    expect(await t.emitted(contract.guardianConsentGiven)).toHaveLength(1)
  })

  it('does nothing after a week', async () => {
    await name()
    await t.clock.advance({ days: 7 })
    await expect(agree(await lastToken())).rejects.toSatisfy(contract.guardianLinkRejected.is)
    expect((await shown()).state).toBe('asked')
  })

  it('that nobody was sent is refused with the same words', async () => {
    await expect(agree('x'.repeat(43))).rejects.toSatisfy(contract.guardianLinkRejected.is)
  })

  it('does nothing once another guardian is named, who has to agree anew', async () => {
    await name()
    const first = await lastToken()
    await agree(first)
    await name('dad@example.com')
    expect(await check()).toEqual({ required: true, given: false })
    await expect(agree(first)).rejects.toSatisfy(contract.guardianLinkRejected.is)
    await name()
    await expect(agree(first), 'used up, also when its guardian is named again').rejects.toSatisfy(
      contract.guardianLinkRejected.is,
    )
  })

  it('is forgotten when it has expired', async () => {
    await name()
    await forget()
    expect(await t.sql`select from guardian_links`).toHaveLength(1)
    await t.clock.advance({ days: 7 })
    await forget()
    expect(await t.sql`select from guardian_links`).toEqual([])
  })
})

describe('mail to a guardian', () => {
  it('is sent again when asked for, five times a day', async () => {
    for (let count = 0; count < 5; count++) await name()
    await expect(name()).rejects.toSatisfy(contract.tooManyGuardianMails.is)
    await expect(name('dad@example.com')).rejects.toSatisfy(contract.tooManyGuardianMails.is)
    await t.clock.advance({ hours: 25 })
    expect(await name()).toMatchObject({ state: 'asked' })
    expect(await asked()).toHaveLength(6)
  })

  it('is not sent to one who has agreed', async () => {
    await name()
    await agree(await lastToken())
    expect(await name()).toMatchObject({ state: 'confirmed' })
    expect(await asked()).toHaveLength(1)
  })

  it('reaches an address five times a day, however many accounts name it, and none learns of it', async () => {
    for (let count = 0; count < 7; count++) {
      const one = await aMember(t, { birthDate, email: `kid-${count}@example.com` })
      expect(await name(count % 2 === 0 ? email : email.toUpperCase(), one)).toMatchObject({ state: 'asked' })
    }
    expect(await asked()).toHaveLength(5)
  })
})
