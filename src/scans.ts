import { create, toString as draw } from 'qrcode'

/** A code that somebody must scan with the phone before an account can be used. */
export interface Scan {
  readonly platform: string
  readonly account: string
  readonly text: string
}

/** Keeps the codes that wait to be scanned, and shows each new one to whoever sits at the terminal. */
export class Scans {
  readonly #waiting = new Map<string, Scan>()
  readonly #print: (text: string) => void

  constructor(print: (text: string) => void) {
    this.#print = print
  }

  get waiting(): readonly Scan[] {
    return [...this.#waiting.values()]
  }

  /** The code an account waits with; null where it waits for none. */
  of(platform: string, account: string): string | null {
    return this.#waiting.get(`${platform} ${account}`)?.text ?? null
  }

  show({ platform, account }: Omit<Scan, 'text'>, text: string | null): void {
    const key = `${platform} ${account}`
    if (this.of(platform, account) === text) return
    this.#waiting.delete(key)
    if (text === null) return
    if (!isDrawable(text)) {
      this.#print(`${platform} ${account}：登录码画不出来 · its login code cannot be drawn\n`)
      return
    }
    this.#waiting.set(key, { platform, account, text })
    void this.#printed(platform, account, text)
  }

  async #printed(platform: string, account: string, text: string): Promise<void> {
    const picture = await draw(text, { type: 'utf8' })
    // Taken away while it was being drawn.
    if (this.of(platform, account) === text)
      this.#print(`${platform} ${account}：请用手机扫码登录 · scan with the phone\n${picture}\n`)
  }
}

/** Whether a code can hold it: it may be too long, or nothing at all. */
const isDrawable = (text: string): boolean => {
  try {
    create(text, {})
    return true
  } catch {
    return false
  }
}

/** A code as a picture for a page, an SVG document. */
export const scanPicture = (text: string): Promise<string> => draw(text, { type: 'svg' })
