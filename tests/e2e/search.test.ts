/** Finding a coach by when one has time. */
import type { Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { joinAsCoach } from '../../apps/server/src/demo/joining.ts'
import { demoCoaches } from '../../apps/server/src/demo/people.ts'
import { groundOf } from './ground.ts'
import { firstSlot } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const coach = { ...(demoCoaches[2] as (typeof demoCoaches)[number]), hours: { start: '18:00', end: '23:00' } }

journeys('search', prepare, (given) => {
  it('finds who is free tonight by keyboard alone, and shows only the times of tonight', async () => {
    const guest = await given().visitor()
    const { page } = guest
    await page.goto('/coaches')
    await firstSlot(page, coach.name).waitFor()
    await page.getByRole('radio', { name: 'Any time' }).focus()
    for (const _ of ['soon', 'today', 'tonight']) await page.keyboard.press('ArrowRight')
    await page.waitForURL(/when=tonight/)
    await eventually(() => slotsOf(page)).toEqual(['Today 18:00', 'Today 18:15', 'Today 18:30'])
    await page.getByRole('complementary').getByText('Tomorrow', { exact: true }).click()
    await eventually(() => slotsOf(page)).toEqual(['Tomorrow 18:00', 'Tomorrow 18:15', 'Tomorrow 18:30'])
  })

  it('keeps chosen hours as instants, so that a link shows the same times in another zone', async () => {
    const { visitor } = given()
    const berlin = await visitor({ zone: 'Europe/Berlin' })
    await berlin.page.goto('/coaches')
    await berlin.page.getByRole('complementary').getByText('Choose a day').click()
    await berlin.page.getByLabel('Not before').fill('20:00')
    await berlin.page.getByLabel('Start before').fill('20:30')
    await berlin.page.getByLabel('Start before').press('Enter')
    await eventually(() => slotsOf(berlin.page)).toEqual(['Today 20:00', 'Today 20:15'])
    await berlin.look('search-chosen-hours')

    const newYork = await visitor({ zone: 'America/New_York' })
    await newYork.page.goto(berlin.page.url())
    await eventually(() => slotsOf(newYork.page)).toEqual(
      expect.arrayContaining([expect.stringMatching(/^Today 1[45]:00$/)]),
    )
    expect(await newYork.page.getByLabel('Not before').inputValue()).toMatch(/^1[45]:00$/)
  })

  it('offers the nearest free time when nobody is free then', async () => {
    const guest = await given().visitor()
    const { page } = guest
    await page.goto('/coaches?when=soon')
    await page.getByRole('heading', { name: 'Nobody is free within 2 hours' }).waitFor()
    await page.getByText('First free: Today, 18:00.').waitFor()
    await guest.look('search-first-free')
    await page.getByRole('button', { name: 'Show who is free then' }).click()
    await eventually(() => slotsOf(page)).toEqual(['Today 18:00', 'Today 18:15', 'Today 18:30'])
  })
})

/** The times on the cards, as one reads them. */
const slotsOf = (page: Page) =>
  page
    .getByRole('button', { name: /book with/ })
    .allInnerTexts()
    .then((texts) => texts.map((text) => text.replaceAll(/\s+/g, ' ')))

async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  await joinAsCoach(ground, coach)
  return {}
}
