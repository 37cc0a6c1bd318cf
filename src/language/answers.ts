import type { HomeNumber } from '../core/people/home.ts'
import { type Context, estateOf, lexiconOf, type OpenPoll, type OpenWork, type Question } from './context.ts'
import { fold, trimSpan } from './fold.ts'
import { resolveAll, saidHomes } from './home.ts'
import type { Meaning, Part, UnsureHome } from './meaning.ts'
import { missesOptions } from './missed.ts'
import { namedPoll } from './naming.ts'
import { leadingNumber, readNumeral } from './numerals.ts'
import { opinionOf } from './opinion.ts'
import { PARTICLES, readShift, readShifts, readWork } from './posting.ts'
import { isComplaint } from './rating.ts'
import { resolveHome, type WrittenHome, writtenText } from './register.ts'
import { type Reply, readReply } from './reply.ts'
import { perhapsTakesBack, regrets, takesBack } from './second-thoughts.ts'
import { type Aim, answerTo, type Verdict } from './verdict.ts'
import { bare } from './words.ts'

/** What is said of the polls that are open: answers, a withdrawal, or a question which is meant. Null: it is for none. */
export const readPollAnswer = (text: string, context: Context): readonly Part[] | null => {
  const { polls, quoted } = context
  if (polls.length === 0 || (quoted && !['poll', 'question', 'talk'].includes(quoted.kind))) return null
  // Where only one poll is open and nobody else is spoken to, it need not be named.
  const named = quoted?.kind === 'talk' || (polls.length > 1 && !quoted) ? readNamed(text, context) : null
  return named ?? (quoted?.kind === 'talk' ? null : readUnnamed(text, context))
}

/** A poll's name that is shorter may be said of anything. */
const SHORTEST_NAME = 3

/** B题选2, 征集3号：装: an answer to the poll that it names. */
const readNamed = (text: string, context: Context): readonly Part[] | null => {
  const named = namedPoll(text, context.polls)
  if (!named) return null
  const { poll, rest } = named
  const parts = readUnnamed(rest, { ...context, quoted: { kind: 'poll', number: poll.number } })
  if (!parts?.every(({ meaning }) => meaning.kind === 'answer' || meaning.kind === 'suggestion')) return null
  const lead = text.length - rest.length
  // 充电桩 可以 is an answer; 东门 可以 may be about a way out.
  const view = opinionOf(bare(fold(rest)), lexiconOf(context))
  if (view && view.strength !== 'plain' && bare(text.slice(0, lead)).length < SHORTEST_NAME) return null
  return parts.map(({ meaning, span }) => ({ meaning, span: { start: span.start + lead, end: span.end + lead } }))
}

const readUnnamed = (text: string, context: Context): readonly Part[] | null => {
  const reply = readReply(text, estateOf(context), lexiconOf(context))
  if (!reply) return null
  const { quoted } = context
  const asked = quoted?.kind === 'poll' ? context.polls.filter(({ number }) => number === quoted.number) : context.polls
  const verdicts = asked.flatMap((poll): Spoken[] => {
    const verdict = verdictOf(reply, text, poll, context)
    return verdict ? [{ poll, verdict }] : []
  })
  // The printed word of one poll is that poll's, though another could be answered in its own words too.
  const answers = verdicts.filter(({ verdict }) => verdict.kind === 'answer')
  const literal = answers.filter(({ verdict }) => verdict.kind === 'answer' && verdict.literal)
  const fitting = literal.length > 0 ? literal : answers
  const [first] = fitting
  if (first && fitting.length === 1) return answered(text, first, reply, context)
  const said = text.trim()
  const alone = asked.length === 1 && context.works.length === 0
  const back = first ? null : takenBack(fold(said), asked, quoted?.kind === 'poll', alone)
  if (back) return [whole(text, back)]
  if (first) {
    const polls = fitting.map(({ poll }) => poll.number)
    return [whole(text, { kind: 'ambiguous', said, polls, reason: 'several' })]
  }
  if (regrets(fold(said)) && asked.length > 0)
    return [whole(text, { kind: 'ambiguous', said, polls: asked.map(({ number }) => number), reason: 'unclear' })]
  const asking = verdicts.flatMap(({ poll, verdict }) => (verdict.kind === 'ask' ? [{ poll, ...verdict }] : []))
  const [only, another] = asking
  if (only && !another) return [whole(text, askAbout(only.poll, only, reply, said, context))]
  const unclear =
    asking.length > 0
      ? asking.map(({ poll }) => poll)
      : alone
        ? asked.filter((poll) => missesOptions(reply, poll, context))
        : []
  if (unclear.length === 0) return null
  return [whole(text, { kind: 'ambiguous', said, polls: unclear.map(({ number }) => number), reason: 'unclear' })]
}

/** 不投了; 作废 and its like, which say it for certain only in reply to the poll, and perhaps where nothing else is open. */
const takenBack = (folded: string, asked: readonly OpenPoll[], toPoll: boolean, alone: boolean): Meaning | null => {
  const [only, another] = asked
  if (!only) return null
  const poll = another ? null : only.number
  if (takesBack(folded))
    return { kind: 'withdraw-answer', poll, ...(folded.includes('弃权') ? { abstains: true as const } : {}) }
  if (!perhapsTakesBack(folded) || !(toPoll || alone)) return null
  return toPoll ? { kind: 'withdraw-answer', poll } : { kind: 'withdraw-answer', poll, unsure: true }
}

interface Spoken {
  readonly poll: OpenPoll
  readonly verdict: Verdict
}

/** A meaning that rests on the whole text. */
const whole = (text: string, meaning: Meaning): Part => ({ meaning, span: { start: 0, end: text.length } })

/**
 * A decision binds, so only words that stand for nothing else count, and each is confirmed with home and name:
 * no number, no 好, no 都行.
 */
const verdictOf = (reply: Reply, text: string, poll: OpenPoll, context: Context): Verdict | null => {
  const quoted = context.quoted?.kind === 'poll'
  const verdict = answerTo(reply, text, poll, aimOf(poll, context), lexiconOf(context))
  if (!poll.formal || !verdict || verdict.kind === 'ask') return verdict
  if (verdict.after !== undefined) return null
  const words = reply.words.replace(/^(?:就)?(?:我?选|投|方案)\s*/, '')
  const view = opinionOf(words, lexiconOf(context))
  if (/^(?:第?[\d一二三四五六七八九十]{1,2}号?|\+1|同上|跟)$/.test(reply.words)) return null
  if (view?.opinion === 'abstain' && words !== '弃权') return null
  return view?.strength === 'weak' && !quoted ? null : verdict
}

/** Numbers and 都可以 are for the one poll that is open, if it only asks. */
const aimOf = ({ formal }: OpenPoll, { quoted, polls, works, direct }: Context): Aim => {
  if (quoted?.kind === 'poll') return 'quote'
  if (formal || polls.length > 1 || works.length > 0) return 'any'
  return direct ? 'private' : 'only'
}

const askAbout = (
  poll: OpenPoll,
  { reason, choice }: Extract<Verdict, { kind: 'ask' }>,
  reply: Reply,
  said: string,
  context: Context,
): Meaning => {
  const resolved = resolveAll(reply.homes, estateOf(context))[0]
  const home = resolved?.kind === 'one' ? resolved.home : null
  return {
    kind: 'ambiguous',
    // Of a slip only the word itself is asked back.
    said: reason === 'slip' ? reply.words : said,
    polls: [poll.number],
    reason,
    ...(choice ? { choice } : {}),
    ...(home ? { home } : {}),
  }
}

/** What anybody says to anybody: unquoted it may have been meant for a neighbour. */
const WEAK = /^(?:👍|👌|好|可以|行|ok)$/iu

/** One answer for each home it is said for, and the wish that came with it. */
const answered = (text: string, { poll, verdict }: Spoken, reply: Reply, context: Context): readonly Part[] => {
  if (verdict.kind !== 'answer') return []
  const { choice, remark, after } = verdict
  const end = text.trimEnd().length
  const wish = remark === null || remark === '' ? null : { start: end - remark.length, end }
  const span = trimSpan(text, { start: 0, end: wish?.start ?? text.length })
  const weak = context.quoted === null && reply.homes.length === 0 && WEAK.test(reply.words)
  const complains = isComplaint(choice[0] ?? 0, reply.reason, poll)
  const parts = (reply.homes.length === 0 ? [null] : reply.homes).map((written): Part => {
    const at = written && homeSaid(written, context)
    const meaning: Meaning = poll.formal
      ? {
          kind: 'ambiguous',
          said: text.trim(),
          polls: [poll.number],
          reason: 'confirm',
          choice,
          ...(at && 'home' in at ? at : {}),
        }
      : {
          kind: 'answer',
          poll: poll.number,
          choice,
          ...at,
          ...(weak ? { weak: true } : {}),
          ...(after === undefined ? {} : { after }),
          ...(complains ? { complains } : {}),
        }
    return { meaning, span }
  })
  if (reply.beside !== null)
    return [
      ...parts,
      {
        meaning: { kind: 'suggestion', text: reply.beside, private: context.direct },
        span: { start: end - reply.beside.length, end },
      },
    ]
  if (!wish || remark === null) return parts
  const told: Meaning = { kind: 'suggestion', text: remark, private: context.direct, poll: poll.number }
  return [...parts, { meaning: told, span: wish }]
}

/** A home said by itself: known, one of several, or none that the register has. */
export const homeSaidAlone = (written: WrittenHome, context: Context): Meaning | null => {
  const said = homeSaid(written, context)
  if (!said) return null
  return 'home' in said ? { kind: 'home', home: said.home } : { kind: 'which-home', ...said.unsure }
}

/** The home an answer is for, or those it may be for. What is too little to say anything is left out. */
const homeSaid = (
  written: WrittenHome,
  context: Context,
): { readonly home: HomeNumber } | { readonly unsure: UnsureHome } | null => {
  const estate = estateOf(context)
  const resolved = resolveHome(written, estate.register, estate.scope)
  if (resolved.kind === 'one') return { home: resolved.home }
  if (!estate.register) return null
  const homes = resolved.kind === 'several' ? resolved.homes : resolved.near
  return { unsure: { said: writtenText(written), known: resolved.kind === 'several', homes } }
}

/** Answers to our questions are short; anything longer is something else. */
const LONGEST = 40

const KEEP =
  /^(?:先|还是|我)*(?:不删(?:除|掉)?|不是|算|不要|不用|不|不确定|取消|别|别删|不要删|保留|留着|(?:再)?(?:想想|考虑一下))(?:了|吧|的)*$/
const DELETE = /^(?:我|是的?|对)?[\s,]*(?:确认|确定)(?:要)?删(?:除|掉)?(?:我的信息)?(?:了|吧)*$/
const AGREES =
  /^(?:我?(?:确定|确认|是|对|好|行|要|嗯|可以|没错|同意|(?:全|都)?删(?:除|掉)?)(?:了|的|吧|啊|呀)*[\s,。!]*){1,3}$/

/** What the words answer to the question we asked this person. Null where they do not answer it. */
export const readQuestion = (text: string, context: Context): readonly Part[] | null => {
  if (context.quoted?.kind === 'talk') return null
  const read = readReplyToUs(text, context)
  return Array.isArray(read) || read === null ? read : [whole(text, read as Meaning)]
}

const readReplyToUs = (text: string, context: Context): Meaning | readonly Part[] | null => {
  const { question } = context
  if (!question || text.length > LONGEST) return null
  const words = bare(fold(text))
  if (words === '' || /[?吗]$/.test(words)) return null
  switch (question.kind) {
    case 'which-poll':
      return readWhichPoll(words, question, context)
    case 'which-shift': {
      const work = context.works.find(({ number }) => number === question.work)
      return work ? readWhichShift(text, words, work, context) : null
    }
    case 'which-work':
      return readWhichWork(words, question, context)
    case 'which-home':
      return readWhichHome(words, question.homes ?? [], context)
    case 'post':
      if (/^(?:不发|别发|先不发|不对|不要发|算了|取消)(?:了|吧)?$/.test(words))
        return { kind: 'word', word: 'never-mind' }
      return /^(?:(?:发|发吧|发出去|就这样发|可以发|对|对的|是|是的|没错|确认|好|好的|行|可以)[\s,]*){1,3}$/.test(words)
        ? { kind: 'post' }
        : null
    case 'meant':
      return readMeant(words, question, context)
    case 'confirm-delete':
      if (KEEP.test(words)) return { kind: 'word', word: 'keep-info' }
      if (DELETE.test(words)) return { kind: 'word', word: 'confirm-delete' }
      // What cannot be undone is not done for a 是: he is told what to write.
      return AGREES.test(words) ? { kind: 'word', word: 'confirm-how' } : null
  }
}

/** 上午吧, 第二个, 后面那个. Whoever could come to any is asked again, and nothing is chosen for him. */
const readWhichShift = (text: string, words: string, work: OpenWork, context: Context): Meaning | null => {
  const { number, shifts } = work
  const said = words.replace(/^(?:那|就|还是|我|俺)*(?:报名|报|选|要|来|去)?[\s,]*/, '').replace(PARTICLES, '')
  const place = readPlace(said, shifts.length)
  const shift = readShift(said, work, context) ?? (place === null ? null : (shifts[place]?.id ?? null))
  const several = shift === null ? readShifts(said, work, context) : null
  if (several) return { kind: 'signup', work: number, shift: null, shifts: several }
  const any = /^(?:[两三几哪][个班天]|哪个时间|上午下午)都?(?:行|可以|好|有空)$/.test(said)
  if (shift === null && !any) return null
  // Asked in the group, answered in private: a number may be for a poll.
  const other = context.askedElsewhere === true && readPollAnswer(text, { ...context, question: null }) !== null
  return { kind: 'signup', work: number, shift: other ? null : shift }
}

const YES = /^(?:是|是的|对|对的|嗯|没错|确认)$/
const NO = /^(?:不是|不对|错了)(?:的)?$/

/** 是 or 对 to “同议”是“同意”吗？ */
const readMeant = (words: string, question: Extract<Question, { kind: 'meant' }>, context: Context): Meaning | null => {
  if (NO.test(words)) return { kind: 'word', word: 'never-mind' }
  const open = context.polls.some(({ number }) => number === question.poll)
  return open && YES.test(words)
    ? {
        kind: 'answer',
        poll: question.poll,
        choice: question.choice,
        ...(question.home ? { home: question.home } : {}),
      }
    : null
}

/** A home in answer to ours: whole, or by its place among those we named. */
const readWhichHome = (words: string, homes: readonly HomeNumber[], context: Context): Meaning | null => {
  const place = homes.length > 0 ? readPlace(words, homes.length) : null
  const chosen = homes.length === 1 && YES.test(words) ? homes[0] : place === null ? undefined : homes[place]
  if (chosen) return { kind: 'home', home: chosen }
  const said = saidHomes(words, estateOf(context))
  const [written, another] = said?.homes ?? []
  return written && !another ? homeSaidAlone(written, context) : null
}

/** The position that is said: 1, 第一个, 前面那个, 后一个. */
const readPlace = (words: string, count: number): number | null => {
  const [, end] = /^(前面?|上面?|后面?|下面?|最后)(?:那|一|的|那一|的那)(?:个|班|场|项|户)?的?$/.exec(words) ?? []
  if (end !== undefined) return /^[前上]/.test(end) ? (count === 2 ? 0 : null) : count - 1
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

/**
 * 2, after our “1”是说……，还是……？, picks an option as before: we name the polls without numbers, so it is none of theirs, and
 * which poll it is for is asked anew.
 */
const mayPick = (words: string, polls: readonly OpenPoll[]): boolean => {
  const numeral = /^([\d一二两三四五六七八九十]{1,2})号?$/.exec(words)?.[1]
  const number = numeral === undefined ? null : readNumeral(numeral)
  return number !== null && polls.some(({ options }) => number >= 1 && number <= options.length)
}

const readWhichPoll = (
  words: string,
  question: Extract<Question, { kind: 'which-poll' }>,
  context: Context,
): Meaning | readonly Part[] | null => {
  const listed = inOrder(question.polls, context.polls)
  if (mayPick(words, listed)) {
    if (readPollAnswer(words, { ...context, question: null })) return null
    return { kind: 'ambiguous', said: words, polls: listed.map(({ number }) => number), reason: 'several' }
  }
  const poll = pick(words, listed)
  if (!poll) return null
  const quoted = { kind: 'poll', number: poll.number } as const
  return (
    readPollAnswer(question.said, { ...context, quoted, question: null }) ?? {
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
  context: Context,
): Meaning | null => {
  const listed = inOrder(question.works, context.works)
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
