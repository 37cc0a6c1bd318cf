/** How much faster than ours the programs' clocks run. */
const SPEED = 600
/** What comes due takes this long (ms by the programs' clocks) at most to come, with all kills and on a busy machine. */
const LATEST_MS = 6 * 60 * 60_000
/** How far two of these clocks are apart (ms): they are counted from whole ms of the machine's. */
export const SKEW_MS = 2 * SPEED

/** The clock of the programs of one run. */
export interface Clock {
  readonly now: () => number
  /** How a program is told of it. */
  readonly args: readonly string[]
}

export const clockFrom = (start: number): Clock => {
  const began = Date.now()
  return { now: () => start + (Date.now() - began) * SPEED, args: [String(start), String(began), String(SPEED)] }
}

/** What a recording says of the time at which nothing more comes. */
export const endOf = ({ now }: Clock): { readonly dueBy: number; readonly endedAt: number } => {
  const endedAt = now()
  return { dueBy: endedAt - LATEST_MS, endedAt }
}
