/** The imaginary platform of "Writing a new adapter" in the README: a loft whose pigeons carry letters between roofs. */

export interface Letter {
  readonly id: string
  readonly roof: string
  readonly from: string
  readonly text: string
  readonly at: number
}

interface Listener {
  letter(letter: Letter): Promise<void>
  closedFor(from: number, to: number): Promise<void>
  strange(type: string, raw: string): Promise<void>
}

class Loft {
  readonly owner = '五共'
  readonly roofs = new Set(['3栋'])
  readonly shown: { readonly roof: string; readonly text: string }[] = []
  weather: 'fair' | 'windy' | 'hawk' = 'fair'
  isOpen = true
  #listener: Listener | null = null
  #letters = 0
  #last: Letter | null = null

  listen(listener: Listener): () => void {
    this.#listener = listener
    return () => {
      this.#listener = null
    }
  }

  async send(roof: string, text: string): Promise<'arrived' | 'no such roof' | 'too windy' | 'never seen again'> {
    const { weather } = this
    this.weather = 'fair'
    if (!this.roofs.has(roof)) return 'no such roof'
    if (weather === 'windy') return 'too windy'
    this.shown.push({ roof, text })
    return weather === 'hawk' ? 'never seen again' : 'arrived'
  }

  async write(roof: string, from: string, text: string, at: number): Promise<void> {
    this.#letters += 1
    this.#last = { id: `letter-${this.#letters}`, roof, from, text, at }
    if (this.isOpen) await this.#listener?.letter(this.#last)
  }

  async deliverAgain(): Promise<void> {
    if (this.#last) await this.#listener?.letter(this.#last)
  }

  async sendStrange(): Promise<void> {
    await this.#listener?.strange('egg', '{"egg":1}')
  }

  async open(from: number, to: number): Promise<void> {
    this.isOpen = true
    await this.#listener?.closedFor(from, to)
  }
}

const lofts = new Map<string, Loft>()

/** The loft of that place, for whoever whistles right. */
export const loftAt = (place: string, whistle: string): Loft => {
  if (whistle !== 'tweet-tweet') throw new Error('the pigeons do not know this whistle')
  const loft = lofts.get(place) ?? new Loft()
  lofts.set(place, loft)
  return loft
}
