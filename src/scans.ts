import { toString as draw } from 'qrcode'

/** A code that somebody must scan with the phone before an account can be used. */
interface Scan {
  readonly platform: string
  readonly account: string
  /** The picture for a page. */
  readonly svg: string
}

/** Keeps the codes that wait to be scanned, for the console, and shows each new one to whoever sits at the terminal. */
export class Scans {
  readonly #waiting = new Map<string, Scan>()
  /** The last text of each account: what is drawn later than it was taken away is not kept. */
  readonly #texts = new Map<string, string | null>()
  readonly #print: (text: string) => void

  constructor(print: (text: string) => void) {
    this.#print = print
  }

  get waiting(): readonly Scan[] {
    return [...this.#waiting.values()]
  }

  show({ platform, account }: Omit<Scan, 'svg'>, text: string | null): void {
    const key = `${platform} ${account}`
    if (this.#texts.get(key) === text) return
    this.#texts.set(key, text)
    this.#waiting.delete(key)
    if (text !== null) void this.#draw(key, { platform, account }, text)
  }

  async #draw(key: string, { platform, account }: Omit<Scan, 'svg'>, text: string): Promise<void> {
    const [svg, picture] = await Promise.all([draw(text, { type: 'svg' }), draw(text, { type: 'utf8' })])
    if (this.#texts.get(key) !== text) return
    this.#waiting.set(key, { platform, account, svg })
    this.#print(`${platform} ${account}：请用手机扫码登录 · scan with the phone\n${picture}\n`)
  }
}
