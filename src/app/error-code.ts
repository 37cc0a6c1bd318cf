/**
 * What of an error may be logged: its code where it has one (`store.full`, `ECONNRESET`), else its kind. Its message may
 * repeat what somebody said.
 */
export const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unexpected'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.name : 'unexpected'
}
