import { execFileSync, spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '..')
const program = join(root, 'tools/slots.ts')
const query = {
  zone: 'US/Pacific',
  weekly: [{ day: 0, start: '23:00', end: '24:00' }],
  overrides: [],
  busy: [],
  durationMin: 30,
  stepMin: 30,
  bufferBeforeMin: 0,
  bufferAfterMin: 0,
  minNoticeMin: 0,
  horizonDays: null,
  maxPerDay: null,
  now: '2027-03-01T00:00Z',
  range: { from: '2027-03-14T00:00Z', to: '2027-03-16T00:00Z' },
}
const ask = (input: unknown, ...args: string[]): unknown =>
  JSON.parse(execFileSync(process.execPath, [program, ...args], { input: JSON.stringify(input), encoding: 'utf8' }))

describe('npm run slots', () => {
  it('prints the starts of one query, and an array of such arrays for several', () => {
    const starts = ['2027-03-15T06:00Z', '2027-03-15T06:30Z']
    expect(ask(query)).toEqual(starts)
    expect(ask([query, { ...query, maxPerDay: 0 }])).toEqual([starts, []])
  })

  it('says why a time is or is not offered', () => {
    expect(ask(query, '--explain', '2027-03-15T06:30Z')).toMatchObject({ offered: true, reason: 'offered' })
    expect(ask([query], '--explain', '2027-03-15T06:10Z')).toMatchObject([{ offered: false, reason: 'off-grid' }])
  })

  it('names the wrong field and ends with code 1', () => {
    const input = JSON.stringify([query, { ...query, zone: 'Mars/Olympus' }])
    const { status, stderr } = spawnSync(process.execPath, [program], { input, encoding: 'utf8' })
    expect({ status, line: stderr.split('\n')[0] }).toEqual({
      status: 1,
      line: 'slots: [1].zone must be an IANA time zone, got "Mars/Olympus"',
    })
  })
})
