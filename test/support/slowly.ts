/** An answer that takes its time (real ms), and comes before anybody has given up. */
const SLOW_MS = 200

export const slowly = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, SLOW_MS))
