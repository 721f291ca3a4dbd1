/** Somebody at a browser window of their own, watched: what the page reports as an error is kept. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import axe from 'axe-core'
import type { Browser, BrowserContext, Page } from 'playwright-core'

/** Who comes, and with what. */
export interface VisitorOptions {
  zone?: string
  locale?: string
  /** The name that begins the screenshots' names. */
  journey?: string
}

const screenshots = join(import.meta.dirname, '../../artifacts/screenshots')
const desk = { width: 1280, height: 900 }
const phone = { width: 390, height: 844 }
const maxShotHeight = 2_000
let shots = 0

/** The views every page is looked at in: both widths and both themes. */
const views = [
  { name: '1280', size: desk, theme: 'dark' },
  { name: '390', size: phone, theme: 'light' },
] as const
const allViews = [
  ...views,
  { name: '1280-light', size: desk, theme: 'light' },
  { name: '390-dark', size: phone, theme: 'dark' },
] as const

/** A person's window. */
export class Visitor {
  readonly page: Page
  /** Errors of pages and consoles, accessibility violations, pages that scroll sideways. */
  readonly faults: string[] = []
  readonly #context: BrowserContext
  readonly #journey: string
  readonly #expected: RegExp[] = []

  private constructor(context: BrowserContext, page: Page, journey: string) {
    this.#context = context
    this.#journey = journey
    this.page = page
    page.on('pageerror', (error) => this.#note(`page error: ${error.stack ?? error.message}`))
    page.on('console', (message) => {
      if (message.type() === 'error') this.#note(`console: ${message.text()} (${message.location().url})`)
    })
  }

  static async arrive(browser: Browser, base: string, options: VisitorOptions): Promise<Visitor> {
    const context = await browser.newContext({
      baseURL: base,
      viewport: desk,
      locale: options.locale ?? 'en-GB',
      timezoneId: options.zone ?? 'Europe/Berlin',
      reducedMotion: 'reduce',
      permissions: ['camera', 'microphone'],
    })
    context.setDefaultTimeout(30_000)
    await context.addInitScript(countClicks)
    return new Visitor(context, await context.newPage(), options.journey ?? 'journey')
  }

  /** From now on such an error belongs to the journey, as a refused card does. */
  expects(error: RegExp): void {
    this.#expected.push(error)
  }

  #note(fault: string): void {
    if (!this.#expected.some((expected) => expected.test(fault))) this.faults.push(`${fault} at ${this.page.url()}`)
  }

  /** How often a button or link was pressed so far, in this tab. */
  async clicks(): Promise<number> {
    return Number(await this.page.evaluate(`sessionStorage.getItem('journey-clicks') ?? 0`))
  }

  /**
   * Looks at the page as it is, on a desk and on a phone, in the dark and the light theme: takes a picture, runs axe,
   * and notes what does not fit. `thorough` takes all four combinations instead of two.
   */
  async look(name: string, { thorough = false } = {}): Promise<void> {
    const number = String(++shots).padStart(2, '0')
    // A page may still be coming; one that has no heading at all is noted below.
    await this.page
      .locator('h1')
      .first()
      .waitFor({ state: 'attached' })
      .catch(() => undefined)
    for (const view of thorough ? allViews : views) {
      await this.page.setViewportSize(view.size)
      await this.#wear(view.theme)
      await this.#settle()
      await this.photograph(`${number}-${name}-${view.name}`, true)
      await this.#checkWidth(name)
      await this.#checkAccessibility(`${name} (${view.name}, ${view.theme})`)
    }
    await this.page.setViewportSize(desk)
    await this.#wear('dark')
  }

  /** Keeps a picture of the window as it is, or of what there is to scroll to. */
  async photograph(name: string, fullPage = false): Promise<void> {
    mkdirSync(screenshots, { recursive: true })
    const { width, height } = this.page.viewportSize() ?? desk
    const scrolled = Number(await this.page.evaluate('document.documentElement.scrollHeight'))
    const clip = { x: 0, y: 0, width, height: Math.min(Math.max(height, scrolled), maxShotHeight) }
    const file = `${this.#journey}-${name}`.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')
    await this.page.screenshot({
      path: join(screenshots, `${file}.png`),
      animations: 'disabled',
      ...(fullPage ? { fullPage, clip } : {}),
    })
  }

  async leave(): Promise<void> {
    await this.#context.close()
  }

  async #wear(theme: 'dark' | 'light'): Promise<void> {
    await this.page.evaluate(`document.documentElement.dataset.mantineColorScheme = '${theme}'`)
  }

  /** Waits for what moves to arrive, since half-way colours are no colours of the design. */
  async #settle(): Promise<void> {
    await this.page.evaluate(`Promise.all(document.getAnimations()
      .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime ?? 0))
      .map((animation) => animation.finished.catch(() => undefined)))`)
  }

  async #checkWidth(name: string): Promise<void> {
    const [wide, window] = (await this.page.evaluate(`[document.documentElement.scrollWidth, window.innerWidth]`)) as [
      number,
      number,
    ]
    if (wide > window) this.#note(`${name} scrolls sideways: ${wide} px in a window of ${window} px`)
  }

  async #checkAccessibility(where: string): Promise<void> {
    await this.page.evaluate(`if (!window.axe) { ${axe.source} }`)
    const found = (await this.page.evaluate(
      `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations.flatMap((violation) =>
        violation.nodes.map((node) => violation.id + ': ' + node.html.slice(0, 200) + ' — ' + node.failureSummary)))`,
    )) as string[]
    for (const violation of found) this.#note(`axe, ${where}: ${violation}`)
  }
}

/** Counts what a person presses; sign-up and 3-D Secure lead through other documents, so the tab keeps the number. */
const countClicks = `addEventListener('click', (event) => {
  if (!event.isTrusted || !event.target.closest('button, a')) return
  sessionStorage.setItem('journey-clicks', Number(sessionStorage.getItem('journey-clicks') ?? 0) + 1)
}, true)`
