/** What the staff sees and decides: the numbers, the ledger, and a profile that needs a change. */
import { expect, it } from 'vitest'
import { handInAsCoach, joinAsCoach, joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { bookSession } from '../../apps/server/src/demo/living.ts'
import { type DemoCoach, demoAdmin, demoCoaches, password } from '../../apps/server/src/demo/people.ts'
import { firstCoach, groundOf } from './ground.ts'
import { mailWith } from './mailbox.ts'
import { logIn } from './people.ts'
import { journeys, type Stage } from './stage.ts'

const [, leo] = demoCoaches as [DemoCoach, DemoCoach]

journeys('admin', prepare, (given) => {
  it('shows what was booked and paid, and that the ledger is in balance', async () => {
    const staff = await asStaff(given())
    const { page } = staff
    await page.getByRole('link', { name: 'Admin' }).click()
    await page.getByRole('heading', { name: 'Overview' }).waitFor()
    const volume = page.getByRole('region', { name: 'Volume' })
    await volume.getByText('€70').waitFor()
    const bookings = page.getByRole('region', { name: 'Bookings' })
    await bookings.getByText('Confirmed').waitFor()
    expect(await bookings.getByText('2', { exact: true }).count()).toBeGreaterThan(0)
    const ledger = page.getByRole('region', { name: 'Ledger' })
    await ledger.getByText('In balance').waitFor()
    await ledger.getByRole('row', { name: /^Held €70\.00/ }).waitFor()
    await page.getByRole('link', { name: '1 profile to verify' }).waitFor()
    await staff.look('overview', { thorough: true })
  })

  it('leads staff to all their pages, by keyboard and on a phone', async () => {
    const { page } = await asStaff(given())
    await page.goto('/admin')
    const pages = page.getByRole('navigation', { name: 'Administration' })
    await pages.getByRole('link', { name: 'Verifications 1 waiting' }).waitFor()
    await pages.getByRole('link', { name: 'Disputes', exact: true }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Disputes' }).waitFor()
    expect(await pages.locator('[aria-current="page"]').textContent()).toBe('Disputes')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.keyboard.press('Tab')
    expect(await pages.locator(':focus').count(), 'the pages are skipped').toBe(0)

    await page.setViewportSize({ width: 390, height: 844 })
    const menu = pages.getByRole('button', { name: 'Administration Disputes' })
    await menu.press('Enter')
    await pages.getByRole('link', { name: 'Statements' }).waitFor()
    await page.keyboard.press('Escape')
    await pages.getByRole('link', { name: 'Statements' }).waitFor({ state: 'hidden' })
    expect(await menu.evaluate((button) => button.matches(':focus'))).toBe(true)
    await menu.press('Enter')
    await pages.getByRole('link', { name: 'Statements' }).press('Enter')
    await page.getByRole('heading', { level: 1, name: 'Statements' }).waitFor()
    await pages.getByRole('button', { name: 'Administration Statements', expanded: false }).waitFor()
  })

  it('sends a profile back with a reason, and takes it in again when the coach has mended it', async () => {
    const { base, visitor } = given()
    const staff = await asStaff(given())
    await staff.page.goto('/admin/verifications')
    await staff.page.getByRole('button', { name: `Send back ${leo.name}` }).click()
    const dialog = staff.page.getByRole('dialog', { name: `Send the profile of ${leo.name} back` })
    await dialog.getByLabel('What is to be mended').fill('The tracker page shows another name.')
    await staff.look('send-back')
    await dialog.getByRole('button', { name: 'Send back' }).click()
    await staff.page.getByRole('heading', { name: 'Nobody waits' }).waitFor()

    const mail = await mailWith(base, leo.email, /needs a change/)
    expect(mail.text).toContain('The tracker page shows another name.')
    const coach = await visitor({ zone: leo.zone })
    await logIn(coach.page, { email: leo.email, password })
    await coach.page.goto('/coach')
    await coach.page.getByText('Your profile needs a change').waitFor()
    await coach.page.goto('/coach/onboarding')
    await coach.page.getByText('The tracker page shows another name.').waitFor()
    await coach.look('sent-back')
    await coach.page.getByRole('button', { name: 'Prove your rank, done' }).click()
    await coach.page.getByLabel('Address of your rank proof').fill('https://tracker.example.com/leo-almeida')
    await coach.page.getByRole('region', { name: 'Prove your rank' }).getByRole('button', { name: 'Save' }).click()
    await coach.page.getByText('Saved', { exact: true }).waitFor()
    await coach.page.getByRole('button', { name: 'Hand in' }).click()
    await coach.page.getByRole('heading', { name: 'We are looking at your profile' }).waitFor()

    await staff.page.reload()
    await staff.page.getByRole('button', { name: `Approve ${leo.name}` }).click()
    await staff.page.getByRole('dialog').getByRole('button', { name: 'Approve' }).click()
    await staff.page.getByRole('heading', { name: 'Nobody waits' }).waitFor()
    await staff.page.goto('/coaches?q=Leo')
    await staff.page.getByRole('article', { name: leo.name }).waitFor()
  })

  it('keeps the administration from everybody else', async () => {
    const player = await given().visitor()
    await logIn(player.page, { email: 'ada@example.com', password })
    for (const path of ['/admin', '/admin/verifications', '/admin/disputes', '/admin/money']) {
      await player.page.goto(path)
      await player.page.getByRole('heading', { level: 1, name: 'There is nothing at this address' }).waitFor()
    }
    await player.look('not-found')
  })
})

/** Two paid bookings, and a profile that waits for approval. */
async function prepare(stage: Stage) {
  const ground = await groundOf(stage)
  const coach = await joinAsCoach(ground, firstCoach)
  const player = await joinAsPlayer(stage, { email: 'ada@example.com', name: 'Ada Keller', zone: 'Europe/Berlin' })
  await bookSession(stage, player, coach, 60)
  await bookSession(stage, player, coach, 240)
  await handInAsCoach(ground, leo)
  return {}
}

async function asStaff(stage: Stage) {
  const staff = await stage.visitor()
  await logIn(staff.page, { email: demoAdmin.email, password })
  return staff
}
