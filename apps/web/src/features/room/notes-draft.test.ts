import { changedMeanwhile } from '@ecc/contracts/problems'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { NotesDraft } from './notes-draft.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** The server's side of the contract: one text, refusing a revision that is not the latest. */
function server(text = '') {
  const notes = { text, revision: 0, updatedAt: null as string | null }
  return {
    notes,
    saves: 0,
    isAway: false,
    write(next: string) {
      notes.text = next
      notes.revision++
      notes.updatedAt = '2026-11-23T18:00:00Z'
    },
    async load() {
      if (this.isAway) throw new Error('away')
      return { ...notes }
    },
    async save(next: string, revision: number) {
      if (this.isAway) throw new Error('away')
      if (revision !== notes.revision) throw changedMeanwhile()
      this.saves++
      this.write(next)
      return { ...notes }
    },
  }
}

async function open(text = '') {
  const remote = server(text)
  const draft = new NotesDraft({ load: () => remote.load(), save: (next, revision) => remote.save(next, revision) })
  await draft.refresh()
  return { remote, draft, state: () => draft.state.get() }
}

test('saves once the keyboard rests', async () => {
  const { remote, draft, state } = await open('plan')
  draft.edit('plan: a')
  draft.edit('plan: aim')
  expect(state().status).toBe('unsaved')
  await vi.advanceTimersByTimeAsync(799)
  expect(remote.saves).toBe(0)
  await vi.advanceTimersByTimeAsync(1)
  expect(remote).toMatchObject({ saves: 1, notes: { text: 'plan: aim' } })
  expect(state()).toMatchObject({ status: 'saved', savedAt: '2026-11-23T18:00:00Z' })
})

test('saves every few seconds while someone writes without a pause', async () => {
  const { remote, draft } = await open()
  for (let words = 1; words <= 12; words++) {
    draft.edit('word '.repeat(words))
    await vi.advanceTimersByTimeAsync(500)
  }
  expect(remote.saves).toBe(1)
})

test('brings in what the other side wrote elsewhere, and saves both', async () => {
  const { remote, draft, state } = await open('aim\ntalk\n')
  draft.edit('aim well\ntalk\n')
  remote.write('aim\ntalk less\n')
  await vi.advanceTimersByTimeAsync(2_000)
  expect(remote.notes.text).toBe('aim well\ntalk less\n')
  expect(state()).toMatchObject({ status: 'saved', text: 'aim well\ntalk less\n' })
})

test('shows what the other side wrote when nothing is unsaved here', async () => {
  const { remote, draft, state } = await open('one')
  remote.write('one two')
  await draft.refresh()
  expect(state()).toMatchObject({ status: 'saved', text: 'one two' })
})

test.each([
  ['both', 'the best plan\n\nthe new plan'],
  ['theirs', 'the best plan'],
] as const)('leaves a conflict to the person: %s', async (choice, result) => {
  const { remote, draft, state } = await open('the old plan')
  draft.edit('the new plan')
  remote.write('the best plan')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(state()).toMatchObject({ status: 'conflict', theirs: 'the best plan', text: 'the new plan' })
  draft.decide(choice)
  await vi.advanceTimersByTimeAsync(1_000)
  expect(state()).toMatchObject({ status: 'saved', theirs: null })
  expect(remote.notes.text).toBe(result)
})

test('keeps what was written while the server is away, and saves it later', async () => {
  const { remote, draft, state } = await open('a')
  remote.isAway = true
  draft.edit('a b')
  await vi.advanceTimersByTimeAsync(1_000)
  expect(state()).toMatchObject({ status: 'failed', text: 'a b' })
  remote.isAway = false
  await vi.advanceTimersByTimeAsync(5_000)
  expect(state().status).toBe('saved')
  expect(remote.notes.text).toBe('a b')
})

test('loads later when the server is away at first', async () => {
  const remote = server('hello')
  remote.isAway = true
  const draft = new NotesDraft({ load: () => remote.load(), save: (next, revision) => remote.save(next, revision) })
  await draft.refresh()
  draft.edit('lost words')
  expect(draft.state.get()).toMatchObject({ status: 'loading', text: '' })
  remote.isAway = false
  await vi.advanceTimersByTimeAsync(5_000)
  expect(draft.state.get()).toMatchObject({ status: 'saved', text: 'hello' })
})

test('saves at once on leaving', async () => {
  const { remote, draft } = await open()
  draft.edit('last words')
  await draft.flush()
  expect(remote.notes.text).toBe('last words')
})
