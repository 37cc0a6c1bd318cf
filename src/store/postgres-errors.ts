import { StoreError } from './error.ts'

/** A question to PostgreSQL that failed: told apart from a bug in a handler, which is not the store's fault. */
export class QueryFailure extends Error {
  readonly state: string
  constructor(cause: unknown) {
    super('query failed', { cause })
    this.state = cause instanceof Error && 'code' in cause ? String(cause.code) : ''
  }
}

/** Deadlock, serialization, lock timeout: another transaction was in the way and is gone at the next try. */
const CONFLICTS: ReadonlySet<string> = new Set(['40P01', '40001', '55P03'])
/** Two made the same row at once: the next try finds it. Where it does not, it is a bug, so only a few tries. */
const TWICE = '23505'

/** A prepared statement is not there, or there already: a pooler gave this transaction another session than the last. */
const OTHER_SESSION: ReadonlySet<string> = new Set(['26000', '42P05'])

export const isOtherSession = ({ state }: QueryFailure): boolean => OTHER_SESSION.has(state)

/** How often a transaction that failed so is tried altogether. */
export const triesAfter = (failure: QueryFailure): number => {
  if (CONFLICTS.has(failure.state)) return 12
  return failure.state === TWICE || isOtherSession(failure) ? 4 : 1
}

/** The server has not taken the question for a bad one: the connection itself is of no use any more. */
export const isConnectionLost = ({ state }: QueryFailure): boolean =>
  !/^[0-9A-Z]{5}$/.test(state) || /^(08|57P0)/.test(state) || state === 'EPIPE'

/** The error the app knows. Values that cannot be (class 22) and a broken rule of a table (23) stay a handler's bug. */
export const storeErrorOf = (failure: QueryFailure): unknown => {
  const { state, cause } = failure
  if (/^2[23]/.test(state)) return cause
  return new StoreError(codeOf(failure), { cause })
}

/** The role lacks a right, or the server takes no changes at all: of this role, of anybody, as a standby. */
const READ_ONLY: ReadonlySet<string> = new Set(['42501', '25006'])

const codeOf = (failure: QueryFailure): string => {
  const { state } = failure
  if (state === '53100') return 'store.full'
  if (state.startsWith('28')) return 'store.refused'
  if (state === '3D000') return 'store.no-database'
  if (READ_ONLY.has(state)) return 'store.read-only'
  if (CONFLICTS.has(state) || state === '53300') return 'store.busy'
  if (state.startsWith('XX')) return 'store.corrupt'
  if (isConnectionLost(failure)) return 'store.unreachable'
  return 'store.failed'
}
