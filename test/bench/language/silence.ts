import type { Context } from '../../../src/language/context.ts'
import { fold } from '../../../src/language/fold.ts'
import { read } from '../../../src/language/read.ts'
import { charger, consent, context, garage } from '../../language/support.ts'
import { jsonLines, percent, row, skipped } from './measure.ts'

/** A yes/no poll, a numbered poll and a sign-up are open. */
export const OPEN: Context = context({ polls: [consent, charger], works: [garage] })

/** What answers an open poll with nothing else said is no chatter: whoever says it may mean the poll. */
const BARE =
  /^(?:(?:不|没)?(?:同意|赞成|支持|反对|可以|行|好|要|装|意见|问题)(?:的|吧|啊|了|呀)?|都(?:行|可以|好)|弃权|随便|无所谓|报名|[\p{P}\p{S}\d\sA-Da-dokOK👍👌]+)+$/u

const ACTIONS: ReadonlySet<string> = new Set([
  'answer',
  'withdraw-answer',
  'suggestion',
  'signup',
  'signup-for',
  'signoff',
  'home',
  'word',
  'command',
  'jielong-line',
  'jielong-leave',
  'danger',
])

/** Everyday talk that must be left alone. */
export const silence = (): readonly string[] => {
  const name = 'chatter/dialogs.jsonl'
  const dialogs = jsonLines<{ readonly turns: readonly string[] }>(name)
  if (!dialogs) return skipped('silence', name)
  const counts = { all: 0, bare: 0, acted: 0, asked: 0, other: 0 }
  const heard: string[] = []
  for (const text of dialogs.flatMap(({ turns }) => turns)) {
    if (BARE.test(fold(text).trim())) {
      counts.bare += 1
      continue
    }
    counts.all += 1
    for (const { meaning, sure } of read({ text }, OPEN)) {
      if (sure === 'none') continue
      const kind = sure === 'ask' ? 'asked' : ACTIONS.has(meaning.kind) ? 'acted' : 'other'
      counts[kind] += 1
      heard.push(`  ${kind}: ${meaning.kind}: ${text}`)
    }
  }
  return [
    row('silence', `${counts.all} utterances, ${counts.bare} bare answers left out`),
    row('  become an action', percent(counts.acted, counts.all, 3), 'at most 0.1 %'),
    row('  get a question', percent(counts.asked, counts.all, 3), 'at most 0.3 %'),
    row('  get anything else', percent(counts.other, counts.all, 3), '0'),
    ...heard,
  ]
}
