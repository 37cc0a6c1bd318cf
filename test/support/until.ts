/** Longer than anything takes on a busy machine, shorter than a test may. */
const PATIENCE_MS = 20_000

/** Waits, turn by turn of the event loop, until something is so. */
export const until = async (so: () => boolean | Promise<boolean>): Promise<void> => {
  const began = performance.now()
  while (!(await so())) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`waited in vain for ${so}`)
    await new Promise(setImmediate)
  }
}
