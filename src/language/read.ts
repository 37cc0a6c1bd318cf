import { decodeAction } from './action.ts'
import { homeSaidAlone, readPollAnswer, readQuestion } from './answers.ts'
import { readCommand, readUnslashed } from './commands/read.ts'
import { type Context, estateOf } from './context.ts'
import { readDanger, readWorry } from './danger.ts'
import { asksHowToVote, isEnquiry } from './enquiry.ts'
import { callsByName, fold, LONGEST, ownSpan, type Span } from './fold.ts'
import { saidHomes } from './home.ts'
import { readJielongLine } from './jielong/line.ts'
import { readJielong } from './jielong/read.ts'
import { inPlainWords } from './lexicon.ts'
import { splitMatters } from './matters.ts'
import type { Meaning, Part, Reading } from './meaning.ts'
import { isUrgent, readPlace } from './place.ts'
import { correctionIn } from './second-thoughts.ts'
import { readSignedSignup, readSignup } from './signup.ts'
import { readAddressed, readPrefixed } from './suggestion.ts'
import { SURNAME } from './surnames.ts'
import { bare, readWord } from './words.ts'

const CHATTER: Meaning = { kind: 'chatter' }

/** What a message says: at least one reading, in the order of its words. */
export type Readings = readonly [Reading, ...Reading[]]

/**
 * What a message means, given what is open where it was said. Never throws, whatever the text; what is not certain is to
 * be asked or left alone. Order matters: danger before everything that can be queued, negation before agreement, what
 * was asked before what could be guessed. Spans lie in the text as it came.
 */
export const read = (message: { readonly text: string; readonly action?: string }, heard: Context): Readings => {
  const context = callsByName(message.text) ? { ...heard, mentionsUs: true } : heard
  const own = ownSpan(message.text, context.mentionsUs)
  const text = message.text.slice(own.start, own.end)
  const [first, ...others] = partsOf(text, message.action, context).map((part) => placed(part, own, context))
  return [first ?? placed(whole(text, CHATTER), own, context), ...others]
}

const placed = ({ meaning, span }: Part, own: Span, context: Context): Reading => ({
  meaning,
  span: { start: own.start + span.start, end: own.start + span.end },
  sure: sureness(meaning, context),
})

const sureness = (meaning: Meaning, context: Context): Reading['sure'] => {
  switch (meaning.kind) {
    case 'chatter':
    case 'enquiry':
    case 'correction':
      return 'none'
    case 'unknown':
      return meaning.near === null ? 'none' : 'ask'
    case 'ambiguous':
    case 'broken':
    case 'half':
    case 'which-home':
      return 'ask'
    case 'answer':
      return meaning.unsure === undefined ? 'certain' : 'ask'
    case 'withdraw-answer':
      return meaning.poll === null || meaning.unsure ? 'ask' : 'certain'
    case 'signup': {
      const shifts = context.works.find(({ number }) => number === meaning.work)?.shifts.length ?? 0
      const unsaid = meaning.shift === null && meaning.shifts === undefined && shifts > 1
      return meaning.doubtful || meaning.work === null || unsaid ? 'ask' : 'certain'
    }
    case 'jielong-line':
    case 'jielong-leave':
      return meaning.list === null ? 'ask' : 'certain'
    case 'signup-for':
      return meaning.work === null ? 'ask' : 'certain'
    case 'signoff':
      return meaning.doubtful || meaning.work === null ? 'ask' : 'certain'
    default:
      return 'certain'
  }
}

const whole = (text: string, meaning: Meaning): Part => ({ meaning, span: { start: 0, end: text.length } })

const partsOf = (text: string, action: string | undefined, context: Context): readonly Part[] => {
  const folded = fold(text.slice(0, LONGEST)).trim()
  const command = readCommand(text, context) ?? readUnslashed(text, context)
  if (command && command.kind !== 'unknown') return [whole(text, command)]
  const danger = readDanger(folded)
  if (danger) return [whole(text, { kind: 'danger', danger }), ...answersIn(text, context)]
  const tapped = command ?? readAction(action)
  if (tapped) return [whole(text, tapped)]
  const said = readSaid(text, folded, context)
  return said.some(isDone) ? said : (readLocally(text, folded, context) ?? said)
}

/** Meanings that lie in the words alone, so that it does not matter in whose words they are said. */
const IN_ANY_WORDS: ReadonlySet<Meaning['kind']> = new Set([
  ...(['answer', 'withdraw-answer', 'signup', 'change-shift', 'signoff', 'word'] as const),
])
const isDone = ({ meaning }: Part): boolean => IN_ANY_WORDS.has(meaning.kind)

/**
 * 凉衣区, where a committee wrote down that it is 晾衣区: what says nothing to us in its own words is read in the plain ones
 * (`Context.lexicon`). What is kept of it stays the sender's own.
 */
const readLocally = (text: string, folded: string, context: Context): readonly Part[] | null => {
  if (context.lexicon === undefined || text.length > LONGEST_BREATH) return null
  const plain = inPlainWords(folded, context.lexicon)
  if (plain === null) return null
  const danger = readDanger(plain)
  if (danger) return [whole(text, { kind: 'danger', danger })]
  const meanings = readSaid(plain, plain, context).map(({ meaning }) => meaning)
  const own = meanings.every((meaning) => !('text' in meaning) || text.includes(meaning.text ?? ''))
  return own && meanings.some((meaning) => IN_ANY_WORDS.has(meaning.kind))
    ? meanings.map((meaning) => whole(text, meaning))
    : null
}

const readAction = (value: string | undefined): Meaning | null => {
  const action = value === undefined ? null : decodeAction(value)
  if (!action) return null
  if (action.kind === 'poll') return { kind: 'answer', poll: action.poll, choice: [action.choice] }
  return { kind: 'signup', work: action.work, shift: action.shift }
}

/** A 接龙 says so at its head; a list without a header has at least two lines. */
const HEADED = /^\s*[#＃]?\s*(?:接[龙龍]|Group Note)|接[龙龍]/i

const readSaid = (text: string, folded: string, context: Context): readonly Part[] => {
  // An @ with nothing after it asks what we can do.
  if (folded === '' && context.mentionsUs) return [whole(text, { kind: 'word', word: 'help' })]
  if (folded === '') return []
  const line = readJielongLine(text, context)
  if (line) return line
  const listed = HEADED.test(text.slice(0, 200)) ? readJielong(text) : null
  if (listed) return [whole(text, { kind: 'jielong', jielong: listed })]
  if (/^#\s*(?:接龙|Group Note)/i.test(folded)) return []
  const word = text.length > LONGEST ? null : readWord(text, folded, context)
  if (word) return [whole(text, word)]
  const told = readPrefixed(text, context)
  if (told) return matters(text, told, context)
  const lines = text.includes('\n') && text.length < LONGEST ? readJielong(text) : null
  if (lines) return [whole(text, { kind: 'jielong', jielong: lines })]
  if (text.length > LONGEST) return matters(text, readAddressed(text, context), context)
  const worry = readWorry(folded)
  if (worry) return [whole(text, { kind: 'danger', danger: worry, doubtful: true }), ...answersIn(text, context)]
  return (
    readQuestion(text, context) ??
    // 同意，报名: a sign-up is no reason for a vote.
    (context.works.length > 0 && text.includes('报') ? readClauses(text, context) : null) ??
    readPollAnswer(text, context) ??
    one(text, readSignup(text, context)) ??
    one(text, readHome(folded, context)) ??
    readClauses(text, context) ??
    one(text, readCorrection(text, folded, context)) ??
    one(text, readSignedSignup(text, context)) ??
    one(text, readEnquiry(folded, context)) ??
    matters(text, readAddressed(text, context), context)
  )
}

/** What comes before an alarm in the same breath. */
const BEFORE_ALARM = /^[^，,。；;！!\n]{1,12}(?=[，,。；;！!\n])/

/** 同意。另外插座进水了: his vote stands, whatever worries him. The alarm comes first, for a vote may come to nothing. */
const answersIn = (text: string, context: Context): readonly Part[] => {
  const said = BEFORE_ALARM.exec(text)?.[0]
  const parts = said === undefined ? null : readPollAnswer(said, context)
  return (parts ?? []).filter(({ meaning }) => meaning.kind === 'answer' && meaning.weak !== true)
}

const readCorrection = (text: string, folded: string, { quoted }: Context): Meaning | null => {
  const right = quoted?.kind === 'talk' ? null : correctionIn(bare(folded))
  return right === null ? null : { kind: 'correction', text: text.trim(), right }
}

const readEnquiry = (folded: string, { direct, mentionsUs, polls, quoted }: Context): Meaning | null => {
  const words = bare(folded)
  const question = words.replace(/\?+$/, '')
  // While a poll is open it is about that, whoever is asked; in reply to a neighbour it is for him to answer.
  if (polls.length > 0 && quoted?.kind !== 'talk' && asksHowToVote(question))
    return { kind: 'enquiry', about: 'voting' }
  return (direct || mentionsUs) && isEnquiry(question, question !== words) ? { kind: 'enquiry' } : null
}

const one = (text: string, meaning: Meaning | null): readonly Part[] | null => meaning && [whole(text, meaning)]

/** A request for several things is several requests. Its text is the sender's own, so it stands at the end of his words. */
const matters = (
  text: string,
  said: Extract<Meaning, { kind: 'suggestion' }> | null,
  context: Context,
): readonly Part[] => {
  if (!said) return []
  const start = text.trimEnd().length - said.text.length
  const spans = splitMatters(said.text)
  if (spans.length < 2) return [whole(text, { ...said, ...aboutIt(said.text, context) })]
  return spans.map((span) => ({
    meaning: {
      ...said,
      text: said.text.slice(span.start, span.end),
      ...aboutIt(said.text.slice(span.start, span.end), context),
    },
    span: { start: start + span.start, end: start + span.end },
  }))
}

/** Where it is and whether it can wait, as far as its words say. */
const aboutIt = (text: string, context: Context): { place?: string; urgent?: true } => {
  const place = readPlace(text, context)
  return { ...(place ? { place: place.text } : {}), ...(isUrgent(text) ? { urgent: true as const } : {}) }
}

/** Nobody answers more things in one breath. */
const MOST_CLAUSES = 4
const LONGEST_BREATH = 80
const IN_ONE_BREATH: ReadonlySet<Meaning['kind']> = new Set(['answer', 'signup', 'signoff', 'home'])

/**
 * 充电桩装，音箱同意; 同意，我也报名: several things in one breath, where each of them alone is certain and each is
 * about something else. If any of them is not, none is taken.
 */
const readClauses = (text: string, context: Context): readonly Part[] | null => {
  if (text.length > LONGEST_BREATH || context.polls.length + context.works.length === 0) return null
  const parts: Part[] = []
  const seen = new Set<string>()
  for (const clause of text.matchAll(/[^，,。；;！!\n]+/g)) {
    if (clause[0].trim() === '') continue
    const said = clause[0]
    const [first, another] = readClause(said, context) ?? []
    if (!first || another || parts.length >= MOST_CLAUSES) return null
    const { meaning } = first
    const subject = meaning.kind === 'answer' ? `poll ${meaning.poll}` : meaning.kind
    if (!IN_ONE_BREATH.has(meaning.kind) || seen.has(subject) || !isWhole(meaning, context)) return null
    seen.add(subject)
    parts.push({ meaning, span: { start: clause.index, end: clause.index + said.length } })
  }
  return parts.length > 1 ? parts : null
}

const readClause = (said: string, context: Context): readonly Part[] | null =>
  readPollAnswer(said, context) ?? one(said, readSignup(said, context) ?? readHome(fold(said).trim(), context))

/** Certain, or a sign-up that lacks only its shift, which is asked for. */
const isWhole = (meaning: Meaning, context: Context): boolean =>
  sureness(meaning, context) === 'certain' ||
  (meaning.kind === 'signup' && meaning.work !== null && meaning.doubtful !== true)

const BEFORE_HOME =
  /^(?:我们?(?:家)?(?:是|住在?|在)|我家(?:住在?|在|是)?|(?:我的|我家)?(?:房号|门牌号?|房间号)(?:是)?|业主)?\s*:?\s*$/
const AFTER_HOME = /^(?!.*报名)\s*(?:的)?(?:业主|租户|住户|居民)?[\s,]*(?:[\u3400-\u9fff]{1,4})?(?:的)?$/
/** 3栋501的快递到了: something of that home, where a name or 业主 would be its people. */
const ANOTHERS = new RegExp(
  `^\\s*的(?!业主|租户|住户|居民|(?![车房水花])${SURNAME}[\\u3400-\\u9fff]{0,2}的?$)[\\u3400-\\u9fff]`,
)
/** 我是501的: a room alone has to be called one's own. */
const OWN = /^(?:我们?(?:家)?(?:是|住在?)|我家(?:住在?|在|是)?|(?:我的|我家)(?:房号|门牌号?|房间号)(?:是)?)\s*:?\s*/

/** A home said by itself: 我是3-2-501, 3-2-501的; bare only in private, where nothing else can be meant. */
const readHome = (folded: string, context: Context): Meaning | null => {
  const words = bare(folded)
  if (words.length > 40) return null
  const estate = estateOf(context)
  const lead = OWN.exec(words)?.[0] ?? ''
  const found = saidHomes(words.slice(lead.length), estate)
  const [written, another] = found?.homes ?? []
  if (!found || !written || another) return null
  const before = lead + words.slice(lead.length, lead.length + found.start)
  const after = words.slice(lead.length + found.end)
  if (!BEFORE_HOME.test(before) || !AFTER_HOME.test(after)) return null
  if (written.building === null && lead === '') return null
  if (before.trim() === '' && ANOTHERS.test(after)) return null
  const said = before.trim() !== '' || /^\s*的/.test(after) || context.direct
  return said ? homeSaidAlone(written, context) : null
}
