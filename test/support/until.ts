/** Waits, turn by turn of the event loop, until something is so. A test that waits in vain ends by its timeout. */
export const until = async (so: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await so())) await new Promise(setImmediate)
}
