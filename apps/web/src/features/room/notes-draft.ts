/** The shared notes while they are written: saved by themselves, brought together with what the other side writes. */
import type { ReplyOf } from '@ecc/contracts/define'
import { changedMeanwhile } from '@ecc/contracts/problems'
import type { getNotes } from '@ecc/contracts/video'
import { mergeText } from './merge-text.ts'
import { Store } from './store.ts'

type Notes = ReplyOf<typeof getNotes>

/** `conflict`: both changed the same place; what they wrote is in `theirs` until the person decides. */
export type NotesStatus = 'loading' | 'saved' | 'unsaved' | 'saving' | 'failed' | 'conflict'

export interface NotesState {
  status: NotesStatus
  text: string
  theirs: string | null
  savedAt: string | null
}

export interface NotesOptions {
  load: () => Promise<Notes>
  /** Throws changedMeanwhile when the revision is not the latest. */
  save: (text: string, revision: number) => Promise<Notes>
  /** After the server has taken a change: the other side may look. */
  onSaved?: () => void
}

/** As in the contract. */
export const maxNotesLength = 20_000
const quietMs = 800
/** Who writes without a pause is saved now and then all the same. */
const longestMs = 5_000
const againMs = 5_000

/** One per visit; `open` loads, `edit` follows the keyboard, `refresh` looks for what the other side wrote. */
export class NotesDraft {
  readonly state = new Store<NotesState>({ status: 'loading', text: '', theirs: null, savedAt: null })
  readonly #options: NotesOptions
  /** What the server had when it was last asked; null before the first answer. */
  #base: Notes | null = null
  #timer: ReturnType<typeof setTimeout> | undefined
  #unsavedSinceMs: number | null = null
  #isBusy = false

  constructor(options: NotesOptions) {
    this.#options = options
  }

  /** Loads, or looks for something new when loaded. Without a connection it tries again later. */
  async refresh(): Promise<void> {
    const { status } = this.state.get()
    if (this.#isBusy || status === 'conflict') return
    await this.#exclusively(async () => this.#meet(await this.#options.load()))
  }

  edit(text: string): void {
    if (this.#base === null || this.state.get().status === 'conflict') return
    this.state.set({ text, status: 'unsaved' })
    this.#saveSoon()
  }

  /** Saves at once what is not saved yet, e.g. on leaving. */
  async flush(): Promise<void> {
    clearTimeout(this.#timer)
    this.#unsavedSinceMs = null
    const { status, text } = this.state.get()
    const base = this.#base
    if (base === null || this.#isBusy || (status !== 'unsaved' && status !== 'failed')) return
    this.state.set({ status: 'saving' })
    await this.#exclusively(async () => {
      try {
        this.#settle(await this.#options.save(text, base.revision), text)
        this.#options.onSaved?.()
      } catch (error) {
        if (!changedMeanwhile.is(error)) throw error
        this.#meet(await this.#options.load())
      }
    })
  }

  /** Ends a conflict: with both texts, theirs first, or with theirs alone. */
  decide(choice: 'both' | 'theirs'): void {
    const { text, theirs } = this.state.get()
    if (theirs === null) return
    const both = `${theirs}\n\n${text}`.slice(0, maxNotesLength)
    this.state.set({ text: choice === 'both' ? both : theirs, theirs: null, status: 'unsaved' })
    this.#saveSoon()
  }

  /** Takes what the server has, together with what is not saved here. */
  #meet(latest: Notes): void {
    const { text } = this.state.get()
    const merged = this.#base === null ? latest.text : mergeText(this.#base.text, text, latest.text)
    this.#base = latest
    if (merged === undefined) return this.state.set({ status: 'conflict', theirs: latest.text })
    const isSaved = merged === latest.text
    this.state.set({ text: merged, status: isSaved ? 'saved' : 'unsaved', savedAt: latest.updatedAt })
    if (!isSaved) this.#saveSoon()
  }

  #settle(saved: Notes, sent: string): void {
    this.#base = saved
    const isSaved = this.state.get().text === sent
    this.state.set({ status: isSaved ? 'saved' : 'unsaved', savedAt: saved.updatedAt })
    if (!isSaved) this.#saveSoon()
  }

  #saveSoon(waitMs = quietMs): void {
    const nowMs = performance.now()
    this.#unsavedSinceMs ??= nowMs
    const latest = this.#unsavedSinceMs + longestMs - nowMs
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => void this.flush(), Math.max(0, Math.min(waitMs, latest)))
  }

  async #exclusively(work: () => Promise<void>): Promise<void> {
    this.#isBusy = true
    try {
      await work()
    } catch {
      // Shown as not saved; what was written stays here, and it is tried again.
      const wasLoaded = this.#base !== null
      if (this.state.get().status === 'saving') this.state.set({ status: 'failed' })
      clearTimeout(this.#timer)
      this.#timer = setTimeout(() => void (wasLoaded ? this.flush() : this.refresh()), againMs)
    } finally {
      this.#isBusy = false
    }
    if (this.state.get().status === 'unsaved') this.#saveSoon()
  }
}
