/** The demo as everybody sees it: each page opens, fits, and can be used without a mouse. */
import type { Locator, Page } from 'playwright-core'
import { expect, it } from 'vitest'
import { demoAccounts, loadDemoData } from '../../apps/server/src/demo/demo-data.ts'
import { cards, logIn, newcomer } from './people.ts'
import { eventually, journeys, type Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

/** Pages as addresses with ids left out; those that nothing leads to are missing links. */
const guestPages = ['/', '/coaches', '/coaches/:id', '/login', '/signup', '/forgot-password']
const playerPages = ['/bookings', '/bookings/:id', '/bookings/:id/lobby', '/payments', '/notifications', '/settings']
const coachPages = [
  '/coach',
  '/coach/hours',
  '/coach/offers',
  '/coach/offers/:id/dates',
  '/coach/promo-codes',
  '/coach/profile',
  '/coach/earnings',
  '/bookings/:id',
]
const adminPages = ['/admin', '/admin/verifications', '/admin/disputes', '/admin/promo-codes']

const looked = new Set<string>()

journeys(
  'everyone',
  prepare,
  (given) => {
    it('opens every page for a guest, on a desk and on a phone, dark and light, accessible', async () => {
      const guest = await given().visitor()
      expect(await lookAround(guest, '/')).toEqual(expect.arrayContaining(guestPages))
    })

    for (const [role, pages] of [
      ['player', [...playerPages, '/coach/onboarding']],
      ['coach', coachPages],
      ['admin', adminPages],
    ] as const) {
      it(`opens every page for ${role === 'admin' ? 'an' : 'a'} ${role}, on a desk and on a phone, dark and light, accessible`, async () => {
        const visitor = await given().visitor()
        const account = demoAccounts.find((one) => one.role === role)
        if (!account) throw new Error(`no demo ${role}`)
        await logIn(visitor.page, account)
        const seen = await lookAround(visitor, role === 'player' ? '/bookings' : role === 'coach' ? '/coach' : '/admin')
        expect(seen).toEqual(expect.arrayContaining([...pages]))
      })
    }

    it('lets a new player book with the keyboard alone', async () => {
      const { page } = await given().visitor()
      const person = newcomer('Kim Keys')
      await page.goto('/')
      const slot = page.getByRole('button', { name: /book with/ }).first()
      await slot.waitFor()
      await tabTo(page, slot)
      await page.keyboard.press('Enter')
      const sheet = page.getByRole('dialog', { name: 'Book this time' })
      await sheet.getByLabel('Display name').waitFor()
      await type(page, sheet.getByLabel('Display name'), person.name)
      await type(page, sheet.getByLabel('E-mail'), person.email)
      await type(page, sheet.getByLabel('Password', { exact: true }), person.password)
      await type(page, sheet.getByLabel('Day', { exact: true }), '3')
      await tabTo(page, sheet.getByLabel('Month', { exact: true }))
      await page.keyboard.press('ArrowDown')
      await page.keyboard.press('ArrowDown')
      await type(page, sheet.getByLabel('Year', { exact: true }), '1999')
      await page.keyboard.press('Enter')

      await page.getByLabel('Card number').waitFor()
      await type(page, page.getByLabel('Card number'), cards.good)
      await type(page, page.getByLabel('Expiry date'), '1234')
      await type(page, page.getByLabel('Security code'), '123')
      await tabTo(page, page.getByRole('button', { name: /^Pay / }))
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'You are booked' }).waitFor()
      await tabTo(page, page.getByRole('link', { name: 'Go to the session' }))
      await page.keyboard.press('Enter')
      await page.getByRole('heading', { name: 'Cancel this session' }).waitFor()
    })
  },
  { startsNow: true },
)

async function prepare({ server }: Stage) {
  await loadDemoData(server, () => {})
  return {}
}

/** Follows the links of our own from page to page; looks at one of each kind, and answers which kinds there are. */
async function lookAround(visitor: Visitor, start: string): Promise<string[]> {
  const { page } = visitor
  const seen = new Set<string>()
  const waiting = [start]
  for (let address = waiting.shift(); address !== undefined; address = waiting.shift()) {
    const kind = kindOf(address)
    if (seen.has(kind)) continue
    seen.add(kind)
    await page.goto(address)
    await arrived(page)
    if (!looked.has(kind)) await visitor.look(kind === '/' ? 'landing' : kind, { thorough: true })
    looked.add(kind)
    waiting.push(...(await linksOn(page)))
  }
  return [...seen]
}

/** `/bookings/0199…/lobby?x=1` is `/bookings/:id/lobby`. */
function kindOf(address: string): string {
  return (address.split(/[?#]/)[0] ?? '').replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, ':id')
}

async function linksOn(page: Page): Promise<string[]> {
  const menu = page.getByRole('button', { name: 'Account menu' })
  if (await menu.isVisible()) await menu.click()
  const links = (await page.evaluate(
    `[...document.querySelectorAll('a[href^="/"]')].map((link) => link.getAttribute('href'))`,
  )) as string[]
  return links.filter((link) => !/^\/(api|dev)\//.test(link))
}

/** The page has its heading, and nothing of it is still on its way. */
async function arrived(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).first().waitFor()
  const waits = page.locator('[aria-label="Loading"], .mantine-Skeleton-root')
  await eventually(() => waits.count(), `${page.url()} still loads`).toBe(0)
}

async function type(page: Page, field: Locator, text: string): Promise<void> {
  await tabTo(page, field)
  await page.keyboard.type(text)
}

/** Presses Tab until the focus is there, as a person without a mouse does. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  const hasFocus = () => target.evaluate((element) => element === element.ownerDocument.activeElement)
  for (let presses = 0; presses < 100; presses++) {
    if (await hasFocus()) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`Tab does not reach ${String(target)}`)
}
