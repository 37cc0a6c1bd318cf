import { size } from '../fold.ts'

const MOST = 20
const LONGEST = 20

/** Names of places as staff write them, with spaces or commas between: 老槐树 幸福路. One sign alone names nothing. */
export const placesIn = (own: string): readonly string[] | 'missing-text' | 'too-long' => {
  const places = [...new Set(own.split(/[\s,，、;；]+/).filter((name) => size(name) > 1))]
  if (places.length === 0) return 'missing-text'
  return places.length > MOST || places.some((name) => size(name) > LONGEST) ? 'too-long' : places
}
