/** A coach sets hours: by keyboard and pointer on the week, on a phone, and sees what they come to. */
import { getAvailability, saveAvailability } from '@ecc/contracts/coaches'
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { bookSession } from '../../apps/server/src/demo/living.ts'
import { password } from '../../apps/server/src/demo/people.ts'
import { coachAndPlayer, firstCoach } from './ground.ts'
import { logIn } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'

const minutesAhead = 3 * 24 * 60

journeys('coach-hours', prepare, (given) => {
  it('draws, moves, resizes and removes hours by keyboard and by mouse, and shows what they come to', async () => {
    const visitor = await atHours(given())
    const { page } = visitor
    const week = page.getByRole('group', { name: 'Week', exact: true })
    await page.getByRole('button', { name: 'Add hours on Monday' }).press('Enter')
    await eventually(() => focused(page)).toBe('Monday, 18:00 – 22:00')
    for (const key of ['ArrowRight', 'ArrowDown', 'Shift+ArrowUp']) await page.keyboard.press(key)
    await eventually(() => focused(page)).toBe('Tuesday, 18:15 – 22:00')
    await page.getByRole('status').filter({ hasText: 'Tuesday, 18:15 – 22:00' }).waitFor()
    await page.keyboard.press('Enter')
    const dialog = page.getByRole('dialog', { name: 'Hours on Tuesday' })
    await dialog.getByRole('combobox', { name: 'Tuesday, from' }).fill('20:00')
    await dialog.getByRole('button', { name: 'Done' }).press('Enter')
    await week.getByRole('button', { name: 'Tuesday, 20:00 – 22:00' }).waitFor()

    await drag(week, [4, 20], [4, 27])
    await week.getByRole('button', { name: 'Friday, 20:00 – 03:00 the next day' }).waitFor()
    await drag(week, [4, 21], [3, 19])
    await week.getByRole('button', { name: 'Thursday, 18:00 – 01:00 the next day' }).waitFor()
    await page.getByRole('button', { name: 'Add hours on Sunday' }).press('Enter')
    await eventually(() => focused(page)).toBe('Sunday, 18:00 – 22:00')
    await page.keyboard.press('Delete')
    await eventually(() => focused(page)).toBe('Add hours on Sunday')
    const result = page.getByRole('region', { name: 'The next two weeks' })
    await result.getByText('Your unsaved changes are not in it yet.').waitFor()
    await visitor.look('drawn', { thorough: true })

    await page.getByRole('button', { name: 'Save hours' }).click()
    await page.getByText('A booked session is outside these hours').waitFor()
    await result.getByText('Open 20:00 – 22:00').first().waitFor()
    await visitor.look('saved')
    const { weekly } = await given().coach.person.call(getAvailability)
    expect(weekly).toEqual([
      { day: 2, start: '20:00', end: '22:00' },
      { day: 4, start: '18:00', end: '01:00' },
    ])
  })

  it('says in words why a time is or is not offered, and takes time off out of the result', async () => {
    const visitor = await atHours(given())
    const { page } = visitor
    const result = page.getByRole('region', { name: 'The next two weeks' })
    // The last of them: tomorrow's night may be too soon to be booked, which would be the answer then.
    const day = result.locator('[data-date]').filter({ hasText: 'Open 20:00 – 22:00' }).last()
    const date = (await day.getAttribute('data-date')) ?? ''
    const row = result.locator(`[data-date="${date}"]`)
    await row
      .getByText(/free starts?: /)
      .first()
      .waitFor()
    await row.getByRole('button').first().click()
    await row
      .getByRole('button', { name: /, free$/ })
      .first()
      .click()
    await row.getByText('Players can book this').waitFor()
    await row.getByLabel('Another time').fill('03:00')
    await row.getByRole('button', { name: 'Ask' }).click()
    await row.getByText('Outside your hours').waitFor()
    await visitor.look('explained')

    await page.getByRole('button', { name: 'Add time off' }).click()
    const dialog = page.getByRole('dialog', { name: 'Add time off' })
    await dialog.getByLabel('First day').fill(date)
    await dialog.getByLabel('Note').fill('Tournament')
    await visitor.look('time-off-dialog')
    await dialog.getByRole('button', { name: 'Add time off' }).click()
    await row.getByText('Time off, all day: Tournament').waitFor()
    expect(await row.getByText('Open 20:00 – 22:00').count()).toBe(0)
    await row.getByRole('button', { name: 'Ask' }).click()
    await row.getByText('You are off').waitFor()
    await visitor.look('time-off')
    await page.getByRole('button', { name: /^Remove time off/ }).click()
    await row.getByText('Open 20:00 – 22:00').waitFor()
  })

  it('pauses with one click until a date, and resumes with another', async () => {
    const { page } = await atHours(given())
    const result = page.getByRole('region', { name: 'The next two weeks' })
    await page.getByRole('button', { name: 'Pause', exact: true }).click()
    await page.getByText(/^You are paused until/).waitFor()
    await result.getByText('Paused', { exact: true }).first().waitFor()
    await eventually(() => result.getByText(/free starts?: /).count()).toBe(0)
    await page.getByRole('button', { name: 'Resume now' }).click()
    await result
      .getByText(/free starts?: /)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor()
  })

  it('sets hours on a phone, typed and by touch, with a limit and hours of one offer', async () => {
    const visitor = await atHours(given(), { width: 390, height: 844 })
    const { page } = visitor
    await page.getByRole('combobox', { name: 'Monday, from' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Add hours on Monday' }).click()
    await page.getByRole('combobox', { name: 'Monday, from' }).fill('17:00')
    await page.getByRole('combobox', { name: 'Monday, from' }).press('Tab')
    await page.getByText('Draw', { exact: true }).click()
    const week = page.getByRole('group', { name: 'Week', exact: true })
    await week.getByRole('button', { name: 'Monday, 17:00 – 22:00' }).waitFor()
    await page.getByRole('button', { name: 'Wed', exact: true }).click()
    await holdAndDrag(page, week, 9, 12)
    await week.getByRole('button', { name: 'Wednesday, 09:00 – 12:00' }).waitFor()
    await visitor.look('phone', { thorough: true })
    await page.setViewportSize({ width: 390, height: 844 })

    await page.getByRole('button', { name: 'Show more' }).click()
    await page.getByLabel('Most sessions a day').fill('2')
    await page.getByLabel('Most hours a week').fill('7.5')
    await page.getByLabel('Hours of').selectOption({ index: 1 })
    await page.getByRole('button', { name: 'Give it hours of its own' }).click()
    await page.getByRole('button', { name: 'As usual again' }).waitFor()
    await page.getByRole('button', { name: 'Save hours' }).click()
    await page.getByText('All changes are saved').waitFor()
    const saved = await given().coach.person.call(getAvailability)
    expect(saved).toMatchObject({ maxBookingsPerDay: 2, maxMinutesPerWeek: 450 })
    expect(saved.weekly).toContainEqual({ day: 3, start: '09:00', end: '12:00' })
    expect(saved.offerHours[0]?.weekly).toEqual(saved.weekly)
  })

  it('says what time it is for the coach when a zone is chosen, and keeps hours that changed elsewhere', async () => {
    const visitor = await atHours(given())
    visitor.expects(/status of 412/)
    const { page } = visitor
    const zone = page.getByRole('combobox', { name: 'Time zone of your hours' })
    await zone.fill('Kathmandu')
    await page.getByRole('option', { name: 'Asia/Kathmandu' }).click()
    const clock = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Kathmandu', hour: '2-digit', minute: '2-digit' })
    await page
      .getByText(`It is ${clock.format(given().now())} for you now`)
      .first()
      .waitFor()
    const { zone: before, weekly } = await given().coach.person.call(getAvailability)
    await given().coach.person.call(saveAvailability, { body: { zone: before, weekly } })
    await page.getByRole('button', { name: 'Save hours' }).click()
    await page.getByText('This was changed meanwhile').waitFor()
    await page.getByRole('button', { name: 'Reload' }).click()
    await eventually(() => zone.inputValue()).toBe(before)
  })
})

/** A coach without weekly hours, who has sold one session. */
async function prepare(stage: Stage) {
  const zone = 'Europe/Berlin'
  const { coach, player } = await coachAndPlayer(stage, { ...firstCoach, zone })
  await bookSession(stage, player, coach, minutesAhead)
  await coach.person.call(saveAvailability, { body: { zone, weekly: [] } })
  return { coach }
}

async function atHours(stage: Stage & Awaited<ReturnType<typeof prepare>>, size?: { width: number; height: number }) {
  const visitor = await stage.visitor()
  if (size) await visitor.page.setViewportSize(size)
  await logIn(visitor.page, { email: stage.coach.person.email, password })
  await visitor.page.goto('/coach/hours')
  await visitor.page.getByRole('heading', { name: 'Weekly hours' }).waitFor()
  return visitor
}

/** What the element is called that has the focus. */
function focused(page: Page): Promise<string | null> {
  return page.locator(':focus').getAttribute('aria-label')
}

/** Drags by mouse from a column and hour of the week to another. */
async function drag(week: Locator, from: [column: number, hour: number], to: [column: number, hour: number]) {
  const box = await bringUp(week)
  const mouse = week.page().mouse
  const at = ([column, hour]: [number, number]) =>
    [box.x + (box.width * (column + 0.5)) / 7, box.y + (box.height * hour) / 24 + 1] as const
  await mouse.move(...at(from))
  await mouse.down()
  await mouse.move(...at(to), { steps: 5 })
  await mouse.up()
}

/** Rests a finger on an hour until it draws, and draws down to another. */
async function holdAndDrag(page: Page, week: Locator, fromHour: number, toHour: number): Promise<void> {
  const box = await bringUp(week)
  const session = await page.context().newCDPSession(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', hour?: number) =>
    session.send('Input.dispatchTouchEvent', {
      type,
      touchPoints: hour === undefined ? [] : [{ x: box.x + box.width / 2, y: box.y + (box.height * hour) / 24 + 1 }],
    })
  await touch('touchStart', fromHour)
  await eventually(() => week.getAttribute('data-dragging')).toBe('true')
  await touch('touchMove', toHour)
  await touch('touchEnd')
}

/** Scrolls until the week begins below the page's head; answers where it is. */
async function bringUp(week: Locator) {
  const before = await week.boundingBox()
  await week.page().evaluate(`scrollBy(0, ${(before?.y ?? 0) - 90})`)
  const box = await week.boundingBox()
  if (!box) throw new Error('the week is not shown')
  return box
}
