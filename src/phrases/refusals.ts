import type { Rejection } from '../core/kernel/rejection.ts'
import { jielongRefusedText } from './jielong.ts'
import { peopleRefusal } from './people.ts'
import { pollRefusedText } from './polls.ts'
import { suggestionRefusal } from './suggestions.ts'
import { refusedWorkText } from './work-refusals.ts'

/** By what a code is about: the part before its dot. All others are about work. */
const SENTENCES = new Map<string, (rejection: Rejection, staff: boolean) => string>([
  ['suggestion', suggestionRefusal],
  ['candidate', suggestionRefusal],
  ['poll', pollRefusedText],
  ['jielong', jielongRefusedText],
  ...['home', 'person', 'scope', 'code'].map((about) => [about, peopleRefusal] as const),
])

/** One sentence for whatever was refused, saying what does work. `staff`: they have other words for it than residents. */
export const refusalText = (rejection: Rejection, staff: boolean): string => {
  const [about = ''] = rejection.rejected.split('.')
  return (SENTENCES.get(about) ?? refusedWorkText)(rejection, staff)
}
