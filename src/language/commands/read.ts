import type { Context } from '../context.ts'
import { fold, LONGEST, originalTail, size } from '../fold.ts'
import { findHomes } from '../home.ts'
import type { Command, Meaning, Problem, ScopeWords, Unclear } from '../meaning.ts'
import { HAN_SIGN, leadingNumber, numbersIn, readNumeral } from '../numerals.ts'
import { readHandover } from './hand.ts'
import { readLoosePoll, readLooseWork } from './loose.ts'
import { placesIn } from './places.ts'
import { readPollDraft } from './poll.ts'
import { COMMANDS, isNotKept, nearestWord } from './vocabulary.ts'
import { readWorkDraft } from './work.ts'
import { readWorkChange } from './work-change.ts'

/** What follows the command's word: as written, and folded. */
interface Arguments {
  readonly own: string
  readonly folded: string
  readonly context: Context
}

const MAX_TEXT = 500
const MAX_WHO = 20
const MAX_TITLE = 100

/** A slash command, known, broken or unknown; null where the text does not begin with a slash. */
export const readCommand = (text: string, context: Context): Meaning | null => {
  const start = /^[\s\p{Cf}]*[/／]\s*/u.exec(text.slice(0, 40))
  if (!start) return null
  const own = text.slice(start[0].length)
  const folded = fold(own.slice(0, LONGEST))
  // The longest word first: 取消招工 before any shorter one.
  const known = COMMANDS.filter(({ word }) => folded.startsWith(word)).sort((a, b) => b.word.length - a.word.length)[0]
  const apart =
    known !== undefined && (folded.length === known.word.length || /[\s\d#:,、]/.test(folded.charAt(known.word.length)))
  if (known) {
    const rest = originalTail(own, known.word.length)
      .replace(/^[:：,，、]/, '')
      .trim()
    const read = readArguments(known.name, { own: rest, folded: fold(rest.slice(0, LONGEST)).trim(), context })
    const fits = isCommand(read) && rest !== '' && !NO_ARGUMENTS.has(known.name)
    if (text.length > LONGEST && apart) return { kind: 'broken', name: known.name, problem: 'too-long' }
    if (
      apart &&
      rest
        .split('\n')
        .slice(1)
        .some((line) => beginsCommand(line, known.word))
    )
      return { kind: 'broken', name: known.name, problem: 'one-command' }
    // 结束语 is not 结束: a word glued to more counts only where what follows is what the command wants.
    if (apart || fits) return isCommand(read) ? { kind: 'command', command: read } : broken(known.name, read)
  }
  const word = /^[^\s\d]{1,20}/.exec(folded)?.[0] ?? ''
  return isNotKept(word)
    ? { kind: 'unknown', word, near: null, notKept: true }
    : { kind: 'unknown', word, near: nearestWord(word) }
}

/** A second command under the first: its words would be taken for the first one's, and told to a resident. */
const beginsCommand = (line: string, first: string): boolean => {
  const said = fold(line.slice(0, LONGEST)).trim()
  const slashed = /^[/／]\s*/.exec(said)?.[0] ?? ''
  const own = said.slice(slashed.length)
  const words = slashed === '' ? [first] : COMMANDS.map(({ word }) => word)
  return words.some((word) => own.startsWith(word) && /^\s*#?\d/.test(own.slice(word.length)))
}

const isCommand = (read: Command | Problem | Unclear): read is Command => typeof read !== 'string' && 'name' in read

const broken = (name: string, wrong: Problem | Unclear): Meaning =>
  typeof wrong === 'string' ? { kind: 'broken', name, problem: wrong } : { kind: 'broken', name, ...wrong }

/** What may be said without a slash, and alone. */
const BARE: ReadonlySet<Command['name']> = new Set(['candidates', 'missing-homes', 'roster', 'digest', 'console'])
/** What is said of something with a number. */
const NUMBERED: ReadonlySet<Command['name']> = new Set([
  ...(['take-candidate', 'drop-candidate', 'accept', 'hand', 'finish', 'answer', 'resume', 'merge', 'split'] as const),
  ...(['alike', 'categorise', 'close-poll', 'missing-homes', 'close-work', 'change-work', 'cancel-work'] as const),
  ...(['roster', 'confirm-signup', 'decline-signup', 'verify-home', 'count-jielong', 'close-jielong'] as const),
  ...(['reopen-poll', 'cancel-poll', 'reopen-work', 'remove-signup'] as const),
])

/** 办结 2 件了, 结束 3点半, 办结 2 了吗: among colleagues this counts, or asks, and orders nothing. */
const TALKED =
  /^\s*[#＃]?\d+\s*(?:[个件条户人名位天次份栋楼层点月年日周块元万%:]|号?\s*[了没吗的还是要可怎谁先那这吧呢也就都不])|[?吗呢吧么]\s*$/

/**
 * 受理 3: to us alone staff need no slash, where what follows the word can mean nothing else. Where they talk among
 * themselves it has to be whole and about a number.
 */
export const readUnslashed = (text: string, context: Context): Meaning | null => {
  if (!context.staff || !(context.direct || context.desk) || text.length > LONGEST) return null
  const folded = fold(text).trim()
  const match = /^[\u3400-\u9fff]{2,4}/.exec(folded)
  const known = COMMANDS.find(({ word }) => word === match?.[0])
  const rest = folded.slice(known?.word.length ?? 0)
  if (!known || !(rest === '' ? BARE.has(known.name) : NUMBERED.has(known.name) && /^\s*[#＃]?\d/.test(rest)))
    return null
  if (context.direct) return readCommand(`/${text.trimStart()}`, context)
  if (rest === '' || TALKED.test(rest) || context.quoted?.kind === 'talk') return null
  const meaning = readCommand(`/${text.trimStart()}`, context)
  const whole = meaning?.kind === 'command' || (meaning?.kind === 'broken' && meaning.problem === 'one-command')
  return whole ? meaning : null
}

const NO_ARGUMENTS: ReadonlySet<Command['name']> = new Set([
  'help',
  'record',
  'candidates',
  'put-aside',
  'digest',
  'console',
])

const readArguments = (name: Command['name'], given: Arguments): Command | Problem | Unclear => {
  const { now, timezone } = given.context
  switch (name) {
    case 'help':
    case 'record':
    case 'candidates':
    case 'put-aside':
    case 'digest':
    case 'console':
      return { name }
    case 'bind':
    case 'bind-code':
      return readBind(given.folded)
    case 'verify-staff':
      return /^\d{4,10}$/.test(given.folded) ? { name, code: given.folded } : 'missing-number'
    case 'accept':
    case 'alike':
    case 'split': {
      const number = numberOf(given, 'suggestion')
      return number === null ? numberProblem(given) : { name, number }
    }
    case 'take-candidate':
    case 'drop-candidate': {
      const found = leadingNumber(given.folded)
      return found && found.length === given.folded.length ? { name, number: found.number } : numberProblem(given)
    }
    case 'categorise':
      return texted(given, 'suggestion', (number, text) => ({ name, number, category: fold(text).trim() }))
    case 'close-poll':
    case 'reopen-poll':
    case 'missing-homes':
      return optional(given, 'poll', (number) => ({ name, number }))
    case 'close-work':
    case 'roster':
      return optional(given, 'work', (number) => ({ name, number }))
    case 'count-jielong':
    case 'close-jielong':
      return optional(given, 'jielong', (number) => ({ name, number }))
    case 'start-jielong':
      if (given.folded === '') return 'missing-title'
      return size(given.own) > MAX_TITLE ? 'too-long' : { name, title: given.own.replace(/\s*\n\s*/g, ' ') }
    case 'name-places':
      return readPlaces(given.own)
    case 'hand':
      return readHand(given)
    case 'finish':
    case 'answer':
      return texted(given, 'suggestion', (number, text) => ({ name, number, text }))
    case 'resume': {
      const read = numbered(given, 'suggestion')
      if (!read) return 'missing-number'
      return size(read.rest) > MAX_TEXT ? 'too-long' : { name, number: read.number, text: read.rest }
    }
    case 'cancel-poll':
      return texted(given, 'poll', (number, text) => ({ name, number, text }))
    case 'reopen-work': {
      const number = numberOf(given, 'work')
      return number === null ? numberProblem(given) : { name, number }
    }
    case 'remove-signup':
      return texted(given, 'work', (number, text) => ({ name, number, text }))
    case 'cancel-work':
      return texted(given, 'work', (number, text) => ({ name, number, text }))
    case 'change-work': {
      const read = numbered(given, 'work')
      if (!read) return 'missing-number'
      const change = readWorkChange(read.rest, now, timezone)
      return typeof change === 'string' ? change : { name, number: read.number, change }
    }
    case 'merge':
      return readMerge(given.folded)
    case 'confirm-signup':
    case 'decline-signup': {
      const [work, position, ...more] = numbersIn(given.folded) ?? []
      return work === undefined || position === undefined || more.length > 0
        ? 'missing-number'
        : { name, work, position }
    }
    case 'verify-home':
      return readVerifyHome(given)
    case 'poll': {
      const draft = readPollDraft(given.own, now, timezone)
      if (typeof draft !== 'string') return { name, draft }
      const loose = inOneLine(given, draft) ? (readLoosePoll(given.own, now, timezone) ?? draft) : draft
      return typeof loose === 'string' ? loose : { name, draft: loose, unsure: true }
    }
    case 'work': {
      const draft = readWorkDraft(given.own, now, timezone)
      if (typeof draft !== 'string') return { name, draft }
      const loose = inOneLine(given, draft) ? (readLooseWork(given.own, now, timezone) ?? draft) : draft
      return typeof loose === 'string' || 'problem' in loose ? loose : { name, draft: loose, unsure: true }
    }
  }
}

/** Hurried, and not merely wrong: what is written line by line is told what is wrong with it. */
const inOneLine = ({ own }: Arguments, problem: Problem): boolean =>
  !own.includes('\n') && problem !== 'past-time' && problem !== 'too-long'

const readPlaces = (own: string): Command | Problem => {
  const places = placesIn(own)
  return typeof places === 'string' ? places : { name: 'name-places', places }
}

type Kind = keyof typeof CALLED

/** What stands before a number that is of this kind: 招工2号 is no suggestion. */
const CALLED = { suggestion: '建议|诉求', poll: '投票|征集', work: '招工', jielong: '接龙' } as const
const CALLS = new RegExp(`^(?:${Object.values(CALLED).join('|')})`)

/** A number of ours at the beginning, unless it is said to be of another kind. */
const numberAhead = (folded: string, kind: Kind): ReturnType<typeof leadingNumber> => {
  const called = CALLS.exec(folded)?.[0]
  return called !== undefined && !CALLED[kind].split('|').includes(called) ? null : leadingNumber(folded)
}

/** The number that is meant where none is written: that of the message which is quoted. */
const quotedNumber = ({ context: { quoted } }: Arguments, kind: Kind): number | null =>
  quoted?.kind === kind ? quoted.number : null

const numberOf = (given: Arguments, kind: Kind): number | null => {
  if (given.folded === '') return quotedNumber(given, kind)
  const found = numberAhead(given.folded, kind)
  return found && found.length === given.folded.length ? found.number : null
}

const optional = (given: Arguments, kind: Kind, build: (number: number | null) => Command): Command | Problem => {
  const number = numberOf(given, kind)
  return number === null && given.folded !== '' ? numberProblem(given) : build(number)
}

/** 受理 1 2: what is done to one is answered to its author; several are several commands. */
const numberProblem = ({ folded }: Arguments): Problem =>
  (numbersIn(folded)?.length ?? 0) > 1 ? 'one-number' : 'missing-number'

/** 办结 2、3 修好了: the second number is no part of the words. 2个, 3号楼 are. */
const ANOTHER = /^\d{1,4}\s?号?(?:[,、和]|\s+(?![个盏条次天小户人名楼栋幢座单元块点月年日号]))\s*\S/

/** A number (written or quoted) and what follows it, in the writer's own characters. */
const numbered = (given: Arguments, kind: Kind): { number: number; rest: string } | null => {
  const found = numberAhead(given.folded, kind)
  const number = found?.number ?? quotedNumber(given, kind)
  const rest = originalTail(given.own, found?.length ?? 0).replace(/^[\s:：,，、]+/, '')
  return number === null ? null : { number, rest: rest.trim() }
}

const texted = (given: Arguments, kind: Kind, build: (number: number, text: string) => Command): Command | Problem => {
  const read = numbered(given, kind)
  if (!read) return 'missing-number'
  if (fold(read.rest).trim() === '') return 'missing-text'
  if (ANOTHER.test(fold(read.rest))) return 'one-number'
  return size(read.rest) > MAX_TEXT ? 'too-long' : build(read.number, read.rest)
}

const readHand = (given: Arguments): Command | Problem => {
  const read = numbered(given, 'suggestion')
  if (!read) return 'missing-number'
  if (ANOTHER.test(fold(read.rest))) return 'one-number'
  const { now, timezone } = given.context
  const handover = readHandover(read.rest, now, timezone)
  return typeof handover === 'string' ? handover : { name: 'hand', number: read.number, ...handover }
}

const readMerge = (folded: string): Command | Problem => {
  const [into, ...others] = numbersIn(folded) ?? []
  const different = [...new Set(others)].filter((number) => number !== into)
  // 合并 1 1 is refused for what it is.
  const numbers = different.length > 0 ? different : others.slice(0, 1)
  return into === undefined || numbers.length === 0 ? 'missing-number' : { name: 'merge', into, numbers }
}

const readVerifyHome = ({ own, folded }: Arguments): Command | Problem => {
  const [found, second] = findHomes(folded)
  if (!found || second || found.start > 0) return 'missing-number'
  const who = originalTail(own, found.end).trim()
  if (who === '') return 'missing-text'
  return size(who) > MAX_WHO ? 'too-long' : { name: 'verify-home', home: found.home, who }
}

const COMMUNITY =
  /^(?:全)?(?:社区|小区|村)(?:的)?(?:业主|居民)?(?:群|大群|总群)?$|^(?:业主|居民)?(?:大群|总群)$|^(?:业主|居民)群$/
const COMMITTEE = /^(?:社区)?(?:居委会|村委会|居委|村委|委员会|两委)(?:群)?$/
const STAFF = /^(?:社区)?(?:工作群|工作人员|工作人员群|网格群|网格员群)$/
const HOUSE = new RegExp(
  `^([A-Za-z]?\\d{1,3}|[A-Za-z]|${HAN_SIGN}{1,3})\\s*(?:栋|幢|座|号楼)(?:\\s*(\\d{1,2}|${HAN_SIGN}{1,3})\\s*单元)?(?:群|业主群)?$`,
)

const readBind = (folded: string): Command | Problem => {
  if (/^\d{6}$/.test(folded)) return { name: 'bind-code', code: folded }
  const said = /^(.*?)\s*(?:(接过来)|新群)$/.exec(folded)
  const scope = readScope(said?.[1] ?? folded)
  if (!scope) return 'bad-scope'
  return said ? { name: 'bind', scope, again: said[2] !== undefined } : { name: 'bind', scope }
}

const readScope = (folded: string): ScopeWords | null => {
  if (COMMUNITY.test(folded)) return { kind: 'community' }
  if (COMMITTEE.test(folded)) return { kind: 'committee' }
  if (STAFF.test(folded)) return { kind: 'staff' }
  const match = HOUSE.exec(folded)
  if (!match) return null
  const plain = (part: string) => String(readNumeral(part) ?? part.toUpperCase())
  const building = plain(match[1] ?? '')
  return match[2] === undefined ? { kind: 'building', building } : { kind: 'unit', building, unit: plain(match[2]) }
}
