import { homeFromText } from '../../core/people/home.ts'
import type { Context, OpenPoll, OpenWork } from '../context.ts'
import { estateOf, lexiconOf } from '../context.ts'
import { fold } from '../fold.ts'
import type { Meaning } from '../meaning.ts'
import { readShift } from '../posting.ts'
import { readReply } from '../reply.ts'
import { answerTo } from '../verdict.ts'
import type { JielongEntry } from './entry.ts'
import type { Jielong } from './read.ts'

/** So many characters in a row make two titles the same matter. */
const SAME = 4

const plain = (text: string): string =>
  fold(text).replace(/[\s\p{P}]|接龙|报名|投票|征集|意见|统计|登记|要不要|是否|请|大家/gu, '')

/** Whether a list's title speaks of the same as a poll's or a posting's. */
const sameMatter = (one: string, other: string): boolean => {
  const [short = '', long = ''] = [plain(one), plain(other)].sort((a, b) => a.length - b.length)
  if (short.length < 2) return false
  if (long.includes(short)) return true
  for (let at = 0; at + SAME <= short.length; at += 1) if (long.includes(short.slice(at, at + SAME))) return true
  return false
}

/** What a list that residents pass on is about, among what is open: the quoted one, or the only one of its title. */
export const subjectOfJielong = (
  jielong: Jielong,
  { polls, works, quoted }: Context,
): { readonly poll: OpenPoll } | { readonly work: OpenWork } | null => {
  const fittingPolls =
    quoted?.kind === 'poll'
      ? polls.filter(({ number }) => number === quoted.number)
      : polls.filter(({ title, formal }) => !formal && sameMatter(title, jielong.title))
  const fittingWorks =
    quoted?.kind === 'work'
      ? works.filter(({ number }) => number === quoted.number)
      : works.filter(({ title }) => sameMatter(title, jielong.title))
  const [poll] = fittingPolls
  const [work] = fittingWorks
  if (fittingPolls.length + fittingWorks.length !== 1) return null
  return poll ? { poll } : work ? { work } : null
}

/** What somebody's own line of a list answers in the poll it feeds. Null where it says neither yes nor no nor an option. */
export const lineAsAnswer = (
  entry: JielongEntry,
  poll: OpenPoll,
  context: Context,
): Extract<Meaning, { kind: 'answer' }> | null => {
  const said = entry.choice ?? withoutWho(entry)
  const reply = readReply(said, estateOf(context), lexiconOf(context))
  const verdict = reply && answerTo(reply, said, poll, 'line', lexiconOf(context))
  if (verdict?.kind !== 'answer' || verdict.after) return null
  const home = entry.home === null ? null : homeFromText(entry.home)
  return { kind: 'answer', poll: poll.number, choice: verdict.choice, ...(home ? { home } : {}) }
}

/** The line without its name and home: what is said. */
const withoutWho = ({ text, name }: JielongEntry): string =>
  (name === null ? text : text.slice(text.indexOf(name) + name.length)).replace(/^[\s,，、:：]+/, '')

/** A line under a posting signs its author up: for the shift it names, or for which is asked. */
export const lineAsSignup = (
  entry: JielongEntry,
  work: OpenWork,
  context: Context,
): Extract<Meaning, { kind: 'signup' }> => ({
  kind: 'signup',
  work: work.number,
  shift: readShift(fold(withoutWho(entry)), work, context),
})
