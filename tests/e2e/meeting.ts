/** What people do in a room, as they do it: by the names of what they see. */
import { getAttendance } from '@ecc/contracts/video'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import type { DemoPerson } from '../../apps/server/src/demo/client.ts'
import { eventually } from './stage.ts'

/** The picture of that name. */
export function video(page: Page, label: string): Locator {
  return page.locator(`video[aria-label="${label}"]`)
}

/** What is asked of a video element. */
interface Picture {
  videoWidth: number
  videoHeight: number
  getVideoPlaybackQuality(): { totalVideoFrames: number }
}

/** Pictures come in, have a size, and go on coming. */
export async function seesMoving(page: Page, label: string): Promise<void> {
  const shown = video(page, label)
  await shown.waitFor()
  const frames = () => shown.evaluate((element: Picture) => element.getVideoPlaybackQuality().totalVideoFrames)
  await eventually(frames, label).toBeGreaterThan(0)
  const before = Number(await frames())
  await eventually(frames, `${label} goes on`).toBeGreaterThan(before + 5)
  expect(await shown.evaluate((element: Picture) => element.videoWidth * element.videoHeight)).toBeGreaterThan(0)
}

/** Opens the chat if need be, and says something. */
export async function writeInChat(page: Page, text: string): Promise<void> {
  const message = page.getByLabel('Message', { exact: true })
  if (!(await message.isVisible())) await page.getByRole('button', { name: 'Chat' }).first().click()
  await message.fill(text)
  await message.press('Enter')
}

/** Opens the notes and answers where they are written. */
export async function openNotes(page: Page): Promise<Locator> {
  await page.getByRole('button', { name: 'Notes' }).first().click()
  return page.getByLabel('Shared notes')
}

/** Waits until the room's records say that everybody has left. */
export async function roomIsEmpty(person: DemoPerson, bookingId: string): Promise<void> {
  const inside = async () =>
    (await person.call(getAttendance, { params: { id: bookingId } })).items.filter(({ leftAt }) => leftAt === null)
  await eventually(inside, 'everybody has left').toEqual([])
}
