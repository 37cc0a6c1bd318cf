import type { Context, OpenPoll } from './context.ts'
import type { Reply } from './reply.ts'

/** How far past the last option a number may be to be a slip of the hand, where nothing says that it is for the poll. */
const NEAR_MISS = 2

/** A number that is none of the options. 6 alone is praise. */
export const missesOptions = (
  { words, whole, softened, reason, rethought }: Reply,
  { options, formal, multiple }: OpenPoll,
  { quoted, direct }: Context,
) => {
  const listed =
    multiple && softened === '' && /^\d{1,2}(?:[、,\s]+\d{1,2})+$/.test(whole) ? whole.split(/[、,\s]+/) : []
  if (listed.length > 1 && !rethought) return listed.every((number) => Number(number) <= options.length + NEAR_MISS)
  if (
    formal ||
    rethought ||
    !/^(?:我?选)?\s*\d{1,2}$/.test(words) ||
    !/^(?:我?[选投])?$/.test(softened) ||
    reason !== ''
  )
    return false
  const number = Number(/\d+/.exec(words)?.[0])
  if (quoted?.kind === 'poll' || direct) return number === 0 || number > options.length
  return number > options.length && number <= options.length + NEAR_MISS && number !== 6
}
