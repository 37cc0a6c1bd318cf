import { MINUTE } from '../kernel/calendar.ts'

/** The committee reads its digest at 18:00 by its own clock, or so many minutes later as its community's place says. */
export const HOUR_OF_DIGEST = 18

/** What a digest costs an account: one message to the committee's group and, on average, one to staff who asked for it. */
export const MESSAGES_PER_DIGEST = 2

export interface Limits {
  /** Messages that one account may send in a minute. */
  readonly rate: number
  /** Minutes after the hour by which the last digest has begun. */
  readonly window: number
}

/** How the digests of the communities that one account serves are spread over the minutes after the hour. */
export interface Spread {
  readonly communities: number
  /** Digests that the account can send in one minute, at least one. */
  readonly perMinute: number
  /** Minutes from the first digest to the last: 0 where all of them fit into the first minute. */
  readonly minutes: number
  /** False where the account cannot do it within the window: they are then closer together than its rate allows. */
  readonly fits: boolean
  /** Accounts of this rate that would do it within the window. */
  readonly accountsNeeded: number
}

/**
 * Spreads the digests of `communities` over the window so that an account keeps its rate: so many a minute, the first of
 * them on the hour. A small installation sends all of them on the hour.
 */
export const spread = (communities: number, { rate, window }: Limits): Spread => {
  const perMinute = Math.max(1, Math.floor(rate / MESSAGES_PER_DIGEST))
  const needed = Math.max(0, Math.ceil(communities / perMinute) - 1)
  return {
    communities,
    perMinute,
    minutes: Math.min(needed, window),
    fits: needed <= window,
    accountsNeeded: Math.max(1, Math.ceil(communities / (perMinute * (window + 1)))),
  }
}

/**
 * How long (ms) after the hour the digest of the `index`-th community of an account begins, counted from 0. The same
 * for the same place, never later than the window; a community that is added at the end moves nobody where all fit.
 */
export const offsetOf = (index: number, { communities, perMinute, minutes, fits }: Spread): number => {
  const minute = fits ? Math.floor(index / perMinute) : Math.floor((index * (minutes + 1)) / communities)
  return Math.min(minute, minutes) * MINUTE
}
