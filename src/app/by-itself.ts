/**
 * Does something for each, one after the other, also where it fails for another. Throws then at the end what failed first.
 */
export const eachByItself = async <T>(all: Iterable<T>, work: (one: T) => Promise<unknown>): Promise<void> => {
  const failures: unknown[] = []
  for (const one of all) await work(one).catch((error: unknown) => failures.push(error))
  if (failures.length > 0) throw failures[0]
}
