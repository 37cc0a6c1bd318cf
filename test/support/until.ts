/** Longer than anything takes on a busy machine, shorter than a test may; in a soak waits grow with what goes wrong. */
export const PATIENCE_MS = process.env.WUGONG_SOAK === undefined ? 20_000 : 300_000

/** So many turns at once; what takes longer is looked at every few ms, or the waiting would keep the processor busy. */
const TURNS = 200

/** Waits, turn by turn of the event loop, until something is so. */
export const until = async (so: () => boolean | Promise<boolean>): Promise<void> => {
  const began = performance.now()
  for (let turn = 0; !(await so()); turn += 1) {
    if (performance.now() - began > PATIENCE_MS) throw new Error(`waited in vain for ${so}`)
    await new Promise((resolve) => (turn < TURNS ? setImmediate(resolve) : setTimeout(resolve, 5)))
  }
}
