/** A refusal is data, not an exception: exceptions mean bugs. `phrases` turns the code into one clear sentence. */
export interface Rejection {
  readonly rejected: string
  readonly data: Readonly<Record<string, string | number>>
}

/** Refuses with a dotted code, such as `poll.closed`, and what the sentence about it needs to know. */
export const reject = (code: string, data: Rejection['data'] = {}): Rejection => ({ rejected: code, data })

export const isRejection = (value: unknown): value is Rejection =>
  typeof value === 'object' && value !== null && 'rejected' in value
