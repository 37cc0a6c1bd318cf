/**
 * What of an error may be logged: its code where it has one (`store.full`, `ECONNRESET`), else its kind. Its message may
 * repeat what somebody said.
 */
export const codeOf = (error: unknown): string => {
  if (typeof error !== 'object' || error === null) return 'unexpected'
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof Error ? error.name : 'unexpected'
}

/** What may be kept of a bug for whoever mends it: its code, and where in the program it happened; not what it says. */
export const traceOf = (error: unknown): string => {
  const { stack = '', message = '' } = error instanceof Error ? error : {}
  // A stack begins with the message, which may itself look like a place.
  const at = stack.indexOf(message)
  return codeOf(error) + (at < 0 ? '' : stack.slice(at + message.length))
}
