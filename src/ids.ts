import { randomBytes, randomInt } from 'node:crypto'
import type { Ids } from './app/ports.ts'

/** Ids and secrets by the machine's own chance. */
export const systemIds: Ids = {
  forNative: (prefix) => `${prefix}_${randomBytes(9).toString('base64url')}`,
  secret: () => randomBytes(24).toString('base64url'),
  code: () => String(randomInt(100_000, 1_000_000)),
}
