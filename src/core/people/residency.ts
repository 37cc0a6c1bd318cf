import { type Rejection, reject } from '../kernel/rejection.ts'

export interface Residency {
  readonly home: string
  readonly status: 'claimed' | 'verified'
}

/** What the community's register can tell about a home: null where there is no register at all. */
export type Registered = boolean | null

/**
 * A resident says where he lives. Replaces what he claimed before, never what was verified. Refuses a home that the
 * register does not have (`home.unknown`), one already verified (`home.verified-already`), and a change of a verified
 * one (`home.verified`): that is for staff.
 */
export const decideClaim = (
  home: string,
  known: readonly Residency[],
  registered: Registered,
): { readonly type: 'home.claimed'; readonly home: string; readonly replaces: readonly string[] } | Rejection => {
  if (registered === false) return reject('home.unknown', { home })
  const verified = known.filter((r) => r.status === 'verified')
  if (verified.some((r) => r.home === home)) return reject('home.verified-already', { home })
  const [proven] = verified
  if (proven) return reject('home.verified', { home: proven.home })
  return { type: 'home.claimed', home, replaces: known.map((r) => r.home).filter((other) => other !== home) }
}

/**
 * Staff verify who lives in a home. Without a quoted message a name is enough only where exactly one person of that
 * name claims that home: two people are never taken for one.
 */
export const decideVerify = (
  command: { readonly home: string; readonly who: string },
  candidates: readonly string[],
  registered: Registered,
): { readonly type: 'home.verified'; readonly home: string; readonly memberId: string } | Rejection => {
  const { home, who } = command
  if (registered === false) return reject('home.unknown', { home })
  const [memberId, ...others] = candidates
  if (memberId === undefined) return reject('person.not-found', { home, who })
  if (others.length > 0) return reject('person.several', { home, who, count: candidates.length })
  return { type: 'home.verified', home, memberId }
}
