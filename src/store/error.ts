/**
 * A row with something in it that nobody here wrote. `key`: its columns and values as JSON. Whoever meets it while a
 * message is handled has that message parked.
 */
export class UnreadableRow extends Error {
  readonly table: string
  readonly key: string
  constructor(table: string, key: string, options?: ErrorOptions) {
    super(`${table} ${key} cannot be read`, options)
    this.table = table
    this.key = key
  }
}

/** A database that cannot be used. The code is for operators; `phrases` has the sentence for users. */
export class StoreError extends Error {
  readonly code: string
  constructor(code: string, options?: ErrorOptions) {
    super(code, options)
    this.code = code
  }
}
