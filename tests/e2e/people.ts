/** What people do at the web app again and again, as they do it: by the names of what they see. */
import type { Locator, Page } from 'playwright-core'
import { joinAsPlayer } from '../../apps/server/src/demo/joining.ts'
import { password } from '../../apps/server/src/demo/people.ts'
import type { Stage } from './stage.ts'
import type { Visitor } from './visitor.ts'

/** Somebody to sign up. */
export interface Newcomer {
  name: string
  email: string
  password: string
}

let newcomers = 0

/** A person nobody met before. */
export function newcomer(name: string): Newcomer {
  newcomers++
  const address = name.toLowerCase().replaceAll(/[^a-z]+/g, '.')
  return { name, email: `${address}.${newcomers}@example.com`, password }
}

/** Fills in the sign-up form, born on 3 February of 1999 or the year given, and leaves the button to be pressed. */
export async function fillSignUp(
  form: Page | Locator,
  { name, email, password }: Newcomer,
  birthYear = '1999',
): Promise<void> {
  await form.getByLabel('Display name').fill(name)
  await form.getByLabel('E-mail').fill(email)
  await form.getByLabel('Password', { exact: true }).fill(password)
  await form.getByLabel('Day', { exact: true }).fill('3')
  await form.getByLabel('Month', { exact: true }).selectOption('February')
  await form.getByLabel('Year', { exact: true }).fill(birthYear)
}

/** Logs in by the page for it and waits until that is done. */
export async function logIn(page: Page, { email, password }: Pick<Newcomer, 'email' | 'password'>): Promise<void> {
  await page.goto('/login')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('main').getByRole('button', { name: 'Log in' }).click()
  await page.getByRole('button', { name: 'Account menu' }).waitFor()
}

/** Test cards of the payment provider. */
export const cards = { good: '4242424242424242', secure: '4000002500003155', declined: '4000000000009995' }

/** Types a card on the checkout page, and leaves the button to be pressed. */
export async function fillCard(page: Page, number: string): Promise<void> {
  await page.getByLabel('Card number').fill(number)
  await page.getByLabel('Expiry date').fill('1234')
  await page.getByLabel('Security code').fill('123')
}

/** Presses pay. */
export async function pay(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Pay / }).click()
}

/** Rates the other side on the session page. */
export async function rate(page: Page, stars: number, comment: string): Promise<void> {
  await page.getByRole('radio', { name: `Overall: ${stars} of 5` }).check({ force: true })
  await page.getByLabel('What should others know?').fill(comment)
  await page.getByRole('button', { name: 'Send rating' }).click()
}

/** The first time on a coach's card. */
export function firstSlot(page: Page, coach: string): Locator {
  return page.getByRole('button', { name: new RegExp(`book with ${coach}$`) }).first()
}

/** The booking's id in the address, on any of its pages. */
export function bookingIdOf(page: Page): string {
  const id = /\/bookings\/([\w-]+)/.exec(page.url())?.[1]
  if (!id) throw new Error(`no booking in ${page.url()}`)
  return id
}

/** Somebody who has an account already, and logs in. */
export async function returningPlayer(stage: Stage, name: string): Promise<Visitor> {
  const { email } = newcomer(name)
  await joinAsPlayer(stage, { email, name, zone: 'Europe/Berlin' })
  const visitor = await stage.visitor()
  await logIn(visitor.page, { email, password })
  return visitor
}

/** The access token ages with a clock that is moved, and is renewed: an error of the console that belongs to the journey. */
export const agedToken = /status of 401|no valid credentials/

/** Somebody with an account opens a page of it in a window of their own. */
export async function arrive(stage: Stage, email: string, path: string): Promise<Visitor> {
  const visitor = await stage.visitor()
  visitor.expects(agedToken)
  await logIn(visitor.page, { email, password })
  await visitor.page.goto(path)
  return visitor
}
