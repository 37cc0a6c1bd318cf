import type { Task } from './operations.ts'

/** Where tasks run. Everything of one task is committed together or not at all. */
export interface Store {
  transact<R>(task: () => Task<R>): Promise<R>
  /**
   * Several tasks in one commit: all of them or none. This is what makes durable also fast (one sync for many). None may
   * need another's result: only those that are alone with the same community are sure to go one after the other.
   */
  transactAll<R>(tasks: readonly (() => Task<R>)[]): Promise<R[]>
  /** ms since 1970 by the clock that all processes on this store share. */
  time(): Promise<number>
  /** Rejects where another process has brought the tables to a version that this one cannot go on with. */
  check(): Promise<void>
  close(): Promise<void>
  /** Other processes may work on it at the same time, and several transactions of this one. */
  readonly shared: boolean
}

/** ms since 1970. Passed in, so that a replay and a test have their own. */
export interface Clock {
  now(): number
}

/** Chance is passed in too. */
export interface Ids {
  /** An id for a person or group we have not met, from where we met it. */
  forNative(prefix: 'm' | 'g', native: { readonly adapter: string; readonly nativeId: string }): string
  /** A secret, url-safe, of at least 128 bits. */
  secret(): string
  /** A one-time code of six digits that a person can type. */
  code(): string
}
