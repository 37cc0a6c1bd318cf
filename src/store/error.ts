/** A database that cannot be used. The code is for operators; `phrases` has the sentence for users. */
export class StoreError extends Error {
  readonly code: string
  constructor(code: string, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}
