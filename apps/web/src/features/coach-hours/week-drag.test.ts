import { describe, expect, test } from 'vitest'
import { type DraftWindow, windowFaults, windowOf } from './hours-draft.ts'
import {
  type DrawnWindow,
  dragged,
  drawnWindows,
  endingAt,
  joined,
  keyed,
  movedTo,
  partsOf,
  startingAt,
  withWindow,
} from './week-drag.ts'

const monday = 1
const sunday = 0
const evening: DrawnWindow = { key: 'e', day: monday, from: 18 * 60, to: 22 * 60 }
const night: DrawnWindow = { key: 'n', day: 6, from: 22 * 60, to: 26 * 60 }
const daysWith = (...windows: [day: number, window: DraftWindow][]) =>
  Array.from({ length: 7 }, (_, day) => windows.filter(([on]) => on === day).map(([, window]) => window))

describe('drawing', () => {
  const draw = (fromMinute: number, toMinute: number) =>
    dragged({ kind: 'draw', key: 'k', anchor: { day: monday, minute: fromMinute } }, { day: monday, minute: toMinute })

  test.each([
    ['downwards', 544, 661, 540, 660],
    ['upwards', 661, 544, 540, 660],
    ['a click is an hour', 547, 549, 540, 600],
    ['over midnight, by going on below the day', 1320, 1563, 1320, 1560],
    ['never before midnight', 60, -200, 0, 60],
    ['at the foot of the day an hour goes over midnight', 1439, 1439, 1425, 1485],
  ])('%s', (_, down, at, from, to) => {
    expect(draw(down, at)).toEqual({ key: 'k', day: monday, from, to })
  })
})

describe('moving', () => {
  test('keeps the length and snaps the start to a quarter of an hour', () => {
    const gesture = { kind: 'move', window: evening, grabbed: 37, isTail: false } as const
    expect(dragged(gesture, { day: 3, minute: 9 * 60 + 41 })).toEqual({ ...evening, day: 3, from: 540, to: 780 })
  })

  test('may take the end over midnight, never the start', () => {
    expect(movedTo(evening, monday, 23 * 60)).toMatchObject({ from: 1380, to: 1620 })
    expect(movedTo(evening, monday, 2000)).toMatchObject({ day: monday, from: 1425 })
    expect(movedTo(evening, monday, -30)).toMatchObject({ day: monday, from: 0, to: 240 })
  })

  test('by the tail moves the whole window, also from Sunday morning to Monday', () => {
    const gesture = { kind: 'move', window: night, grabbed: 3 * 60, isTail: true } as const
    expect(dragged(gesture, { day: sunday, minute: 90 })).toEqual({ ...night, from: 22 * 60 + 30, to: 26 * 60 + 30 })
    expect(dragged(gesture, { day: monday, minute: 60 })).toEqual({ ...night, day: sunday })
  })

  test('a whole day loses a quarter where it would start and end at the same reading', () => {
    const whole = { key: 'w', day: 2, from: 0, to: 1440 }
    expect(movedTo(whole, 2, 60)).toEqual({ ...whole, from: 60, to: 60 + 1425 })
  })
})

describe('resizing', () => {
  test('the end goes over midnight by way of the next day or below the day', () => {
    const gesture = { kind: 'end', window: evening, isTail: false } as const
    expect(dragged(gesture, { day: 2, minute: 62 })).toMatchObject({ day: monday, from: 1080, to: 1500 })
    expect(dragged(gesture, { day: monday, minute: 1502 })).toMatchObject({ to: 1500 })
  })

  test('an end after midnight comes back before it', () => {
    const gesture = { kind: 'end', window: night, isTail: true } as const
    expect(dragged(gesture, { day: 6, minute: 1380 })).toEqual({ ...night, to: 1380 })
  })

  test('a quarter of an hour always remains', () => {
    expect(endingAt(evening, 0).to).toBe(evening.from + 15)
    expect(startingAt(evening, 1439).from).toBe(evening.to - 15)
    expect(startingAt(night, 1500).from).toBe(1425)
  })

  test('never reaches the same reading on the next day', () => {
    expect(endingAt(evening, 9999).to).toBe(evening.from + 1425)
    expect(startingAt(night, 0).from).toBe(night.to - 1425)
    expect(startingAt({ ...evening, to: 1440 }, -40).from).toBe(0)
  })
})

describe('keys', () => {
  test.each([
    ['ArrowDown', false, { from: 1095, to: 1335 }],
    ['ArrowUp', false, { from: 1065, to: 1305 }],
    ['ArrowRight', false, { day: 2 }],
    ['ArrowLeft', false, { day: monday }],
    ['ArrowDown', true, { from: 1080, to: 1335 }],
    ['ArrowUp', true, { from: 1080, to: 1305 }],
  ])('%s, with Shift: %s', (key, isShift, change) => {
    expect(keyed(evening, key, isShift)).toEqual({ ...evening, ...change })
  })

  test('go to the next quarter from a time between two', () => {
    expect(keyed({ ...evening, from: 1090 }, 'ArrowDown', false)?.from).toBe(1095)
    expect(keyed({ ...evening, from: 1090 }, 'ArrowUp', false)?.from).toBe(1080)
  })

  test('other keys are none of ours', () => {
    expect(keyed(evening, 'Tab', false)).toBeNull()
    expect(keyed(evening, 'ArrowLeft', true)).toBeNull()
  })

  test('Sunday is the last day of the week', () => {
    expect(keyed({ ...evening, day: sunday }, 'ArrowRight', false)?.day).toBe(sunday)
    expect(keyed({ ...evening, day: sunday }, 'ArrowLeft', false)?.day).toBe(6)
  })
})

describe('in the draft', () => {
  test('what is drawn is what is typed, over midnight and to it', () => {
    const days = daysWith([6, windowOf('22:00', '02:00')], [0, windowOf('18:00', '00:00')])
    expect(drawnWindows(days)).toMatchObject([
      { day: 0, from: 1080, to: 1440 },
      { day: 6, from: 1320, to: 1560 },
    ])
    expect(partsOf(night)).toMatchObject([
      { day: 6, from: 1320, to: 1440, isTail: false },
      { day: 0, from: 0, to: 120, isTail: true },
    ])
  })

  test('what is no time yet is not drawn', () => {
    expect(drawnWindows(daysWith([1, windowOf('soon', '22:00')]))).toEqual([])
  })

  test('a window goes to its new day under the same key', () => {
    const window = windowOf('18:00', '22:00')
    const [drawn] = drawnWindows(daysWith([1, window]))
    const days = withWindow(daysWith([1, window]), { ...(drawn as DrawnWindow), day: 2, to: 1440 })
    expect(days?.[1]).toEqual([])
    expect(days?.[2]).toEqual([{ key: window.key, start: '18:00', end: '24:00' }])
  })

  test('a day takes ten windows and no more', () => {
    const full = daysWith(
      ...Array.from({ length: 10 }, (_, i): [number, DraftWindow] => [1, windowOf(`0${i}:00`, `0${i}:15`)]),
    )
    expect(withWindow(full, { key: 'new', day: 1, from: 1200, to: 1260 })).toBeNull()
  })

  test('a window laid over others becomes one with them; those that touch stay', () => {
    const [first, second, third] = [windowOf('09:00', '11:00'), windowOf('12:00', '13:00'), windowOf('14:00', '15:00')]
    const days = daysWith([1, first], [1, second], [1, third])
    const grown = joined(days, { key: 'k', day: 1, from: 600, to: 840 })
    expect(grown).toEqual({ window: { key: 'k', day: 1, from: 540, to: 840 }, swallowed: [first.key, second.key] })
  })

  test('whatever the pointer does, one window alone has no fault', () => {
    for (let minute = -300; minute <= 1800; minute += 7)
      for (const window of [evening, night, { key: 'w', day: 2, from: 0, to: 1440 }])
        for (const kind of ['start', 'end'] as const)
          for (const day of [window.day, (window.day + 1) % 7]) {
            const result = dragged({ kind, window, isTail: false }, { day, minute })
            const days = withWindow(daysWith(), result)
            expect([result, windowFaults(days?.[result.day] ?? []).size]).toEqual([result, 0])
          }
  })
})
