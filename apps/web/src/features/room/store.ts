import { useSyncExternalStore } from 'react'

/** A value that is replaced, never changed, and tells who listens; what is not React keeps its state in one. */
export class Store<T extends object> {
  #value: T
  readonly #listeners = new Set<() => void>()

  constructor(value: T) {
    this.#value = value
  }

  get = (): T => this.#value

  /** Replaces some fields; tells nobody when they are as before. */
  set(change: Partial<T>): void {
    const names = Object.keys(change) as (keyof T)[]
    if (names.every((name) => Object.is(this.#value[name], change[name]))) return
    this.#value = { ...this.#value, ...change }
    for (const listener of this.#listeners) listener()
  }

  /** Calls back after every change; answers the function that ends this. */
  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}

/** A store's value, for components. */
export function useStore<T extends object>(store: Store<T>): T {
  return useSyncExternalStore(store.subscribe, store.get)
}
