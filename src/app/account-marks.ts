import { NOBODY } from './model.ts'

/**
 * What is kept of an account, whichever communities it serves. `seen`: until when its adapter has heard everything
 * (`jobs/heard`). `heard-until`: until when some process of ours was there to hear it; of one within the program only
 * while it does not hear (`jobs/absence`).
 */
export const ACCOUNT_MARKS = ['seen', 'heard-until'] as const

/** Under which key. `account`: `platform:account`. */
export const accountMark = (kind: (typeof ACCOUNT_MARKS)[number], account: string) => ({
  communityId: NOBODY,
  key: `${kind}:${account}`,
})
