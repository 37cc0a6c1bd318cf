/** A command that is refused: one clear line on stderr, exit 1. `usage` true: wrongly written, exit 2. */
export class Refusal extends Error {
  readonly usage: boolean
  constructor(message: string, usage = false) {
    super(message)
    this.usage = usage
  }
}
