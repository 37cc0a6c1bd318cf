/**
 * What one process does of the whole. On a file of SQLite one process does all of it; on PostgreSQL any number of
 * workers and web processes share it, and each bot account has one gateway at a time.
 */
export const ROLES = {
  all: { gateway: true, worker: true, web: true },
  /** Reads and sends through the configured accounts, each held by one gateway; the others wait. */
  gateway: { gateway: true, worker: false, web: false },
  /** Handles messages and due moments. */
  worker: { gateway: false, worker: true, web: false },
  /** The staff console. */
  web: { gateway: false, worker: false, web: true },
} as const

export type RoleName = keyof typeof ROLES

export const isRole = (name: string): name is RoleName => Object.hasOwn(ROLES, name)
