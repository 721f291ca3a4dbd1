/** Cards that are kept, and what is on paper: receipt, credit note, commission invoice, and staff who look them up. */
import { readFile } from 'node:fs/promises'
import { cancelBooking, createBooking } from '@ecc/contracts/bookings'
import { listSlots } from '@ecc/contracts/coaches'
import type { Page } from 'playwright-core'
import { extractText, getDocumentProxy } from 'unpdf'
import { expect, it } from 'vitest'
import { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { demoAdmin, password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { linkIn, mailWith } from './mailbox.ts'
import { bookingIdOf, cards, fillCard, logIn, newcomer, pay } from './people.ts'
import { journeys, type Stage } from './stage.ts'

const pia = { ...newcomer('Pia Paper'), name: 'Piąta Paperová' }

journeys('receipts', prepare, (given) => {
  it('a card is kept when it pays with 3-D Secure, and pays again as the first choice', async () => {
    const { visitor, hold } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, pia)
    await page.goto(`/bookings/${await hold(0)}/checkout`)
    await fillCard(page, cards.secure)
    await page.getByLabel('Keep this card for next time').check()
    await player.look('checkout-keep-card')
    await pay(page)
    await page.getByRole('button', { name: 'Complete authentication' }).click()
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()

    await page.goto(`/bookings/${await hold(1)}/checkout`)
    const kept = page.getByRole('radio', { name: 'Visa ending in 3155' })
    await kept.waitFor()
    expect(await kept.isChecked()).toBe(true)
    expect(await page.getByLabel('Card number').count()).toBe(0)
    await player.look('checkout-kept-card', { thorough: true })
    await pay(page)
    await page.getByRole('button', { name: 'Complete authentication' }).click()
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
  })

  it('a kept card that pays no more is said so, and another pays', async () => {
    const { visitor, hold } = given()
    const player = await visitor()
    const { page } = player
    player.expects(/402/)
    await logIn(page, pia)
    await page.goto(`/bookings/${await hold(2)}/checkout`)
    await page.getByRole('radio', { name: 'Another card' }).check()
    await fillCard(page, cards.declined)
    await pay(page)
    await page.getByText('There is not enough money on this card. Try another card.').waitFor()
    await fillCard(page, cards.good)
    await pay(page)
    await page.getByRole('heading', { name: 'You are booked' }).waitFor()
  })

  it('the receipt is mailed by its number, reads on every screen, and is kept as a PDF', async () => {
    const { base, visitor } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, pia)
    const mail = await mailWith(base, pia.email, /^Receipt R-\d{4}-000001/)
    const number = /R-\d{4}-\d{6}/.exec(mail.subject)?.[0] ?? ''
    const path = /\/payments\/[\w-]+\/receipt/.exec(mail.text)?.[0] ?? ''
    await page.goto(linkIn(mail, path))
    const sheet = page.getByRole('article', { name: `Receipt ${number}` })
    for (const words of [
      'Coaching session with Mina Sørensen',
      pia.name,
      '10115 Berlin',
      'Tax 19 %, included',
      '€5.59',
      '€35.00',
    ])
      await sheet.getByText(words).first().waitFor()
    await player.look('receipt', { thorough: true })
    const text = await textOfPdf(page)
    for (const words of [number, pia.name, 'Mina Sørensen', '29.41 EUR', '5.59 EUR', '35.00 EUR'])
      expect(text).toContain(words)

    await page.goto('/payments')
    await page
      .getByRole('link', { name: /^Open receipt R-/ })
      .first()
      .waitFor()
    await player.look('payments-with-cards')
    await page
      .getByRole('link', { name: /^Open session/ })
      .first()
      .click()
    await page.getByRole('link', { name: 'Receipt of this session' }).click()
    await page.getByRole('heading', { name: 'Receipt' }).waitFor()
  })

  it('what comes back has a credit note, which leads to what it corrects', async () => {
    const { base, visitor, api, held } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, pia)
    await api.call(cancelBooking, { params: { id: held()[1] ?? '' }, body: {} })
    const mail = await mailWith(base, pia.email, /^Refund/)
    expect(mail.text).toMatch(/credit note is number C-\d{4}-000001/)
    await page.goto(linkIn(mail, /\/payments\/[\w-]+\/receipt/.exec(mail.text)?.[0] ?? ''))
    await page.getByRole('link', { name: /^Credit note C-\d{4}-000001, €35\.00$/ }).click()
    await page.getByRole('heading', { name: 'Credit note' }).waitFor()
    await page.getByText('Total credited').waitFor()
    await player.look('credit-note')
    expect(await textOfPdf(page)).toMatch(/Corrects: R-\d{4}-000002/)
    await page.getByRole('link', { name: /^R-\d{4}-000002$/ }).click()
    await page.getByRole('article', { name: /^Receipt R-\d{4}-000002$/ }).waitFor()
  })

  it('staff find every document by number, name and date; a coach sees their own invoices', async () => {
    const { visitor, coach } = given()
    const admin = await visitor()
    await logIn(admin.page, { email: demoAdmin.email, password })
    await admin.page.goto('/admin/documents')
    await admin.page.getByLabel('Number, name or id').fill('paperov')
    await admin.page.getByRole('button', { name: 'Search' }).click()
    await admin.page.getByRole('link', { name: /^Open C-\d{4}-000001$/ }).waitFor()
    await admin.look('admin-documents')
    await admin.page.getByLabel('Kind').selectOption('commission-invoice')
    await admin.page.getByRole('button', { name: 'Search' }).click()
    await admin.page.getByText('Nothing fits').waitFor()
    await admin.look('admin-documents-none')

    const teacher = await visitor()
    await logIn(teacher.page, { email: coach.email, password })
    await teacher.page.goto('/coach/invoices')
    await teacher.page.getByText('No invoices yet').waitFor()
    await teacher.look('coach-invoices-none')
  })

  it('a card is removed, and is not offered any more', async () => {
    const { visitor, hold } = given()
    const player = await visitor()
    const { page } = player
    await logIn(page, pia)
    await page.goto('/payments')
    await page.getByRole('button', { name: 'Remove Visa ending in 3155' }).click()
    const dialog = page.getByRole('dialog', { name: 'Remove this card?' })
    await dialog.getByText('Visa ending in 3155').waitFor()
    await player.look('remove-card')
    await dialog.getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The card is removed.').waitFor()
    await page.getByRole('heading', { name: 'Your cards' }).waitFor({ state: 'detached' })
    await page.goto(`/bookings/${await hold(3)}/checkout`)
    await page.getByLabel('Card number').waitFor()
    expect(await page.getByRole('radio', { name: /Visa/ }).count()).toBe(0)
    expect(bookingIdOf(page)).toBeTruthy()
  })
})

/** Presses the button, and reads what was saved. */
async function textOfPdf(page: Page): Promise<string> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download PDF' }).click(),
  ])
  expect(download.suggestedFilename()).toMatch(/^[RC]-\d{4}-\d{6}\.pdf$/)
  const pdf = await getDocumentProxy(new Uint8Array(await readFile(await download.path())))
  return (await extractText(pdf, { mergePages: true })).text
}

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const coach = await joinAsCoach(ground, firstCoach)
  await joinAsPlayer(stage, { email: pia.email, name: pia.name, zone: 'Europe/Berlin' })
  const api = new DemoPerson(stage.base, pia.email)
  await api.signIn()
  const [from, to] = [3, 10].map((days) => new Date(stage.now() + days * 86_400_000).toISOString()) as [string, string]
  const query = { offerId: coach.offerId, from, to }
  const ids: string[] = []
  return {
    coach: { id: coach.id, email: firstCoach.email },
    api,
    held: () => ids,
    /** Holds a time some days ahead, another for each number. */
    async hold(number: number): Promise<string> {
      const { items } = await api.call(listSlots, { params: { id: coach.id }, query })
      const days = [...new Map(items.map((slot) => [slot.startsAt.slice(0, 10), slot])).values()]
      const startsAt = days[number]?.startsAt ?? ''
      const { id } = await api.call(createBooking, { body: { offerId: coach.offerId, startsAt } })
      ids[number] = id
      return id
    },
  }
}
