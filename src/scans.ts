import { toString as draw } from 'qrcode'

/** A code that somebody must scan with the phone before an account can be used. */
interface Scan {
  readonly platform: string
  readonly account: string
  readonly text: string
}

/** Keeps the codes that wait to be scanned, for the console, and shows each new one to whoever sits at the terminal. */
export class Scans {
  readonly #waiting = new Map<string, Scan>()
  readonly #print: (text: string) => void

  constructor(print: (text: string) => void) {
    this.#print = print
  }

  get waiting(): readonly Scan[] {
    return [...this.#waiting.values()]
  }

  show({ platform, account }: Omit<Scan, 'text'>, text: string | null): void {
    const key = `${platform} ${account}`
    if (text === null) {
      this.#waiting.delete(key)
      return
    }
    if (this.#waiting.get(key)?.text === text) return
    this.#waiting.set(key, { platform, account, text })
    void draw(text, { type: 'utf8' }).then((picture) =>
      this.#print(`${platform} ${account}：请用手机扫码登录 · scan with the phone\n${picture}\n`),
    )
  }
}
