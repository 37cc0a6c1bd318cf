import { xml } from '@xmpp/client'
import type { Element, Session } from './session.ts'
import { NS } from './types.ts'

const PAGE = 50
/** More pages than this are no outage but another life; the rest is a gap. */
const PAGES = 200

/** A message as an archive has it. */
export interface Archived {
  readonly id: string
  /** ms, by the archive's clock. */
  readonly at: number
  readonly message: Element
}

/** Asks the archives (XEP-0313) of rooms and of our own account. */
export class Archives {
  readonly #session: Pick<Session, 'request'>
  readonly #own: string
  readonly #reading = new Map<string, { readonly archive: string; readonly found: Archived[] }>()
  #last = 0

  constructor(session: Pick<Session, 'request'>, own: string) {
    this.#session = session
    this.#own = own
  }

  /** Whether a stanza is a part of an answer; whoever else pretends to be an archive is not listened to. */
  take(stanza: Element): boolean {
    const result = stanza.getChild('result', NS.mam)
    if (!result) return false
    const reading = this.#reading.get(String(result.attrs.queryid))
    const forwarded = result.getChild('forwarded', NS.forward)
    const message = forwarded?.getChild('message')
    const at = Date.parse(String(forwarded?.getChild('delay', NS.delay)?.attrs.stamp))
    if (reading && reading.archive === (stanza.attrs.from ?? this.#own) && message && Number.isFinite(at))
      reading.found.push({ id: String(result.attrs.id), at, message })
    return true
  }

  /** All since an instant (ms), oldest first. Null: the archive does not answer, or there is more than we can ask for. */
  async since(archive: string, since: number): Promise<readonly Archived[] | null> {
    const all: Archived[] = []
    let after: string | null = null
    for (let page = 0; page < PAGES; page += 1) {
      const read: { found: readonly Archived[]; last: string | null } | null = await this.#page(archive, since, after)
      if (!read) return null
      all.push(...read.found)
      if (read.last === null) return all
      after = read.last
    }
    return null
  }

  /** One page, and the id after which the next begins; null where this was the last. */
  async #page(archive: string, since: number, after: string | null) {
    this.#last += 1
    const queryid = `a${this.#last}`
    const reading = { archive, found: [] as Archived[] }
    this.#reading.set(queryid, reading)
    const answer = await this.#session.request(
      xml(
        'iq',
        { type: 'set', to: archive },
        xml(
          'query',
          { xmlns: NS.mam, queryid },
          xml(
            'x',
            { xmlns: NS.form, type: 'submit' },
            xml('field', { var: 'FORM_TYPE', type: 'hidden' }, xml('value', {}, NS.mam)),
            xml('field', { var: 'start' }, xml('value', {}, new Date(since).toISOString())),
          ),
          xml('set', { xmlns: NS.rsm }, xml('max', {}, String(PAGE)), after === null ? '' : xml('after', {}, after)),
        ),
      ),
    )
    this.#reading.delete(queryid)
    const fin = answer?.getChild('fin', NS.mam)
    if (answer?.attrs.type !== 'result' || !fin) return null
    const last = fin.getChild('set', NS.rsm)?.getChildText('last') ?? null
    return { found: reading.found, last: fin.attrs.complete === 'true' || reading.found.length === 0 ? null : last }
  }
}
