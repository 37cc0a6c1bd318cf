import { createHash } from 'node:crypto'

/** How secrets are kept: a stolen database opens no door. The secrets themselves have 128 bits, or few tries. */
export const tokenHash = (secret: string): string => createHash('sha256').update(secret).digest('hex')
