/** Remembers how something that has just been opened is closed again. */
export type Later = (close: () => unknown) => void

/**
 * Does work that opens one thing after the other. However it ends, they are closed in reverse order, each also where
 * another could not be. Throws what the work threw, or else the first of what the closing did.
 */
export const closingAfter = async (work: (later: Later) => Promise<void>): Promise<void> => {
  const closes: (() => unknown)[] = []
  const failures: unknown[] = []
  const attempt = async (step: () => unknown) => {
    try {
      await step()
    } catch (error) {
      failures.push(error)
    }
  }
  await attempt(() => work((close) => closes.push(close)))
  for (const close of closes.reverse()) await attempt(close)
  if (failures.length > 0) throw failures[0]
}
