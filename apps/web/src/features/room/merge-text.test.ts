import { expect, test } from 'vitest'
import { mergeText, placeAfter } from './merge-text.ts'

test('takes the side that changed something', () => {
  expect(mergeText('plan', 'plan', 'plan: aim')).toBe('plan: aim')
  expect(mergeText('plan', 'plan: aim', 'plan')).toBe('plan: aim')
  expect(mergeText('plan', 'same', 'same')).toBe('same')
})

test('joins changes of different places', () => {
  const base = 'aim\nmove\ntalk\n'
  expect(mergeText(base, 'aim well\nmove\ntalk\n', 'aim\nmove\ntalk less\n')).toBe('aim well\nmove\ntalk less\n')
  expect(mergeText(base, 'aim\nmove\ntalk less\n', 'aim well\nmove\ntalk\n')).toBe('aim well\nmove\ntalk less\n')
  expect(mergeText(base, 'move\ntalk\n', 'aim\nmove\ntalk\nrest\n')).toBe('move\ntalk\nrest\n')
})

test('keeps both additions at the end, the saved one first', () => {
  expect(mergeText('a\n', 'a\nmine\n', 'a\ntheirs\n')).toBe('a\ntheirs\nmine\n')
  expect(mergeText('', 'mine', 'theirs ')).toBe('theirs mine')
})

test('does not decide when both changed the same words', () => {
  expect(mergeText('the old plan', 'the new plan', 'the best plan')).toBeUndefined()
  expect(mergeText('one two', '', 'one three')).toBeUndefined()
})

test('keeps the caret at its words', () => {
  expect(placeAfter('hello', 'oh hello', 5)).toBe(8)
  expect(placeAfter('hello', 'hello you', 2)).toBe(2)
  expect(placeAfter('hello you', 'hello', 9)).toBe(5)
})
