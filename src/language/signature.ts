import { type Context, estateOf } from './context.ts'
import { resolveAll, type SaidHomes, saidHomes } from './home.ts'
import { SURNAME } from './surnames.ts'

/** Words that are signed with a home: 3-2-501 张三 报名, 报名！我住2单元502. */
export interface Signed {
  /** What is said beside the signature. */
  readonly rest: string
  /** The home and the name, as they are written. */
  readonly who: string
  /** The home is not the speaker's own. */
  readonly another: boolean
}

const NAME = `(?:[老小]?${SURNAME}[\\u3400-\\u9fff]{1,2}|[老小]${SURNAME})`
const LIVES = '(?:我是|我住在?|我家住?在?|住在?|门牌号?|房号)'
const AHEAD = new RegExp(`^(?:(${LIVES})[\\s:]*)?$`)
const NAME_AHEAD = new RegExp(`^(?:的|室|户)?(?:[\\s,:]*${NAME}(?=[\\s,:]|[我也]?报))?`)
const LAST = new RegExp(`^(.*?)[\\s,:!。]+(?:(${LIVES})[\\s:]*)?$`)
const NAME_LAST = new RegExp(`^(?:的|室|户)?(?:[\\s,:]*${NAME})?$`)

/** Takes the home, and the name beside it, off the beginning or the end of folded words. Null where there is none. */
export const readSigned = (words: string, context: Context): Signed | null => {
  const said = saidHomes(words, estateOf(context))
  if (said?.homes.length !== 1) return null
  const [before, after] = [words.slice(0, said.start), words.slice(said.end)]
  const ahead = AHEAD.exec(before)
  const last = ahead ? null : LAST.exec(before)
  const name = (ahead ? NAME_AHEAD : NAME_LAST).exec(after)
  if (!name || !(ahead ?? last)) return null
  const own = (ahead?.[1] ?? last?.[2]) !== undefined
  return {
    rest: ahead ? after.slice(name[0].length).replace(/^[\s,:!。]+/, '') : (last?.[1] ?? ''),
    who: words.slice(said.start, said.end + name[0].length),
    another: !own && isAnothers(said, context),
  }
}

/** Where it is not known where the speaker lives, the home that he signs with is his. */
const isAnothers = ({ homes }: SaidHomes, context: Context): boolean => {
  const { home } = context
  const [resolved] = resolveAll(homes, estateOf(context))
  const written = resolved?.kind === 'one' ? resolved.home : homes[0]
  if (!home || !written) return false
  const { building, unit, room } = written
  return room !== home.room || (building ?? home.building) !== home.building || (unit ?? home.unit) !== home.unit
}
