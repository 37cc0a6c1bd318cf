import { fold } from './fold.ts'
import { homeInText } from './home.ts'
import type { Meaning, OpenPoll, Question, Situation } from './meaning.ts'
import { leadingNumber, readNumeral } from './numerals.ts'
import { type Answer, answerTo, type Reply, readReply } from './reply.ts'
import { readShift, readWork } from './signup.ts'
import { bare } from './words.ts'

/** An answer to an open poll or its withdrawal, a question which poll is meant, or null where the words are for none. */
export const readPollAnswer = (text: string, situation: Situation): Meaning | null => {
  const reply = readReply(text)
  if (!reply) return null
  const { quoted } = situation
  const asked =
    quoted?.kind === 'poll' ? situation.polls.filter(({ number }) => number === quoted.number) : situation.polls
  if (quoted && quoted.kind !== 'poll' && quoted.kind !== 'question') return null
  const readings = asked.map((poll) => ({ poll, reading: answerTo(reply, text, poll, quoted?.kind === 'poll') }))
  const answers = readings.flatMap(({ poll, reading }) => (reading && reading !== 'unclear' ? [{ poll, reading }] : []))
  // The printed word of one poll is that poll's, though another could be answered in its own words too.
  const literal = answers.filter(({ reading }) => reading.literal)
  const fitting = literal.length > 0 ? literal : answers
  const [first] = fitting
  if (first && fitting.length === 1) return answered(first.poll, first.reading, reply, quoted === null)
  const said = text.trim()
  if (!first && reply.reason === '' && WITHDRAWN.test(reply.words) && asked.length > 0)
    return { kind: 'withdraw-answer', poll: asked.length === 1 ? (asked[0]?.number ?? null) : null }
  if (first) return { kind: 'ambiguous', said, polls: fitting.map(({ poll }) => poll.number), reason: 'several' }
  const alone = asked.length === 1 && situation.works.length === 0
  const unclear = readings
    .filter(({ poll, reading }) => reading === 'unclear' || (alone && missesOptions(reply, poll, situation)))
    .map(({ poll }) => poll.number)
  return unclear.length > 0 ? { kind: 'ambiguous', said, polls: unclear, reason: 'unclear' } : null
}

/** 弃权 is an answer where an option says so; otherwise it takes the answer back. */
const WITHDRAWN = /^(?:弃权|放弃投票|不投|不投票|不选)$/

/** How far past the last option a number may be to be a slip of the hand, where nothing says that it is for the poll. */
const NEAR_MISS = 2

/** A number that is none of the options. 6 alone is praise. */
const missesOptions = ({ words, softened, reason }: Reply, { options }: OpenPoll, { quoted, direct }: Situation) => {
  if (!/^(?:我?选)?\s*\d{1,2}$/.test(words) || softened !== '' || reason !== '') return false
  const number = Number(/\d+/.exec(words)?.[0])
  if (quoted?.kind === 'poll' || direct) return number === 0 || number > options.length
  return number > options.length && number <= options.length + NEAR_MISS && number !== 6
}

/** What anybody says to anybody: unquoted it may have been meant for a neighbour. */
const WEAK = /^(?:👍|👌|好|可以|行|ok)$/iu

const answered = (poll: OpenPoll, { choice, remark }: Answer, reply: Reply, unquoted: boolean): Meaning => ({
  kind: 'answer',
  poll: poll.number,
  choice,
  ...(remark ? { remark } : {}),
  ...(reply.home ? { home: reply.home } : {}),
  ...(unquoted && !reply.home && WEAK.test(reply.words) ? { weak: true } : {}),
})

/** Answers to our questions are short; anything longer is something else. */
const LONGEST = 40

const KEEP = /^(?:先|还是|我)?(?:不删(?:除)?|不是|算|不要|不用|不|取消|别删|不要删|保留|留着)(?:了|吧|的)*$/

/** What the words answer to the question we asked this person. Null where they do not answer it. */
export const readQuestion = (text: string, situation: Situation): Meaning | null => {
  const { question } = situation
  if (!question || text.length > LONGEST) return null
  const words = bare(fold(text))
  if (words === '' || /[?吗]$/.test(words)) return null
  switch (question.kind) {
    case 'which-poll':
      return readWhichPoll(words, question, situation)
    case 'which-shift': {
      const work = situation.works.find(({ number }) => number === question.work)
      const shift = work ? readShift(words.replace(/^(?:我)?(?:报名|报|选|要)?\s*/, ''), work) : null
      return shift === null ? null : { kind: 'signup', work: question.work, shift }
    }
    case 'which-work':
      return readWhichWork(words, question, situation)
    case 'which-home': {
      const home = homeInText(text)
      return home && { kind: 'home', home }
    }
    case 'confirm-delete':
      // 确认删除 itself is a fixed word: what cannot be undone is not done for a 是.
      return KEEP.test(words) ? { kind: 'word', word: 'keep-info' } : null
  }
}

/** The position that is said: 1, 第一个, 前面那个, 后一个. */
const readPlace = (words: string, count: number): number | null => {
  if (/^(?:前面?|上面?)(?:那|一|的)/.test(words)) return count === 2 ? 0 : null
  if (/^(?:后面?|下面?|最后)(?:那|一|的)/.test(words)) return count - 1
  const match = /^第?\s*(\d{1,2}|[一二两三四五六七八九十])\s*(?:个|项)?$/.exec(words)
  const place = match ? readNumeral(match[1] ?? '') : null
  return place === null || place < 1 || place > count ? null : place - 1
}

const LEAD = /^(?:我)?(?:说的是|说的|是说|指的是|指|答的是|回的是|是|选)\s*|\s*(?:那个|的|吧|啊|呀)+$/g

/** One of several numbered things, by its number, a word of its title or its place in the list. */
const pick = <T extends { readonly number: number; readonly title: string }>(
  words: string,
  list: readonly T[],
): T | null => {
  const numbered = leadingNumber(words)
  const exact =
    numbered && numbered.length >= words.length ? list.find(({ number }) => number === numbered.number) : undefined
  if (exact) return exact
  const place = readPlace(words, list.length)
  if (place !== null) return list[place] ?? null
  const said = words.replace(LEAD, '').trim()
  if (said.length < 2) return null
  const titled = list.filter(({ title }) => fold(title).includes(said) || said.includes(fold(title)))
  return titled.length === 1 ? (titled[0] ?? null) : null
}

/** The things in the order in which the question named them. */
const inOrder = <T extends { readonly number: number }>(numbers: readonly number[], all: readonly T[]): readonly T[] =>
  numbers.flatMap((number) => all.find((one) => one.number === number) ?? [])

const readWhichPoll = (
  words: string,
  question: Extract<Question, { kind: 'which-poll' }>,
  situation: Situation,
): Meaning | null => {
  const poll = pick(words, inOrder(question.polls, situation.polls))
  if (!poll) return null
  const quoted = { kind: 'poll', number: poll.number } as const
  return (
    readPollAnswer(question.said, { ...situation, quoted, question: null }) ?? {
      kind: 'ambiguous',
      said: question.said,
      polls: [poll.number],
      reason: 'unclear',
    }
  )
}

const readWhichWork = (
  words: string,
  question: Extract<Question, { kind: 'which-work' }>,
  situation: Situation,
): Meaning | null => {
  const listed = inOrder(question.works, situation.works)
  const work = pick(words, listed) ?? readWork(words, listed)
  const number = work?.number ?? numberAmong(words, question.works)
  if (number === null) return null
  return question.signoff ? { kind: 'signoff', work: number } : { kind: 'signup', work: number, shift: null }
}

/** A posting that takes no more sign-ups can still be left: its number alone names it. */
const numberAmong = (words: string, numbers: readonly number[]): number | null => {
  const found = leadingNumber(words)
  return found && found.length >= words.length && numbers.includes(found.number) ? found.number : null
}
