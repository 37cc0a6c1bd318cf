import { DAY } from '../../core/kernel/calendar.ts'
import { momentText } from '../../phrases/moments.ts'
import { isRejection, type Rejection, reject } from '../../core/kernel/rejection.ts'
import { isSmallTalk } from '../../language/courtesy.ts'
import { fold } from '../../language/fold.ts'
import { type Appeal, kindOf, readAppeal } from '../../language/kind/kind.ts'
import { isPressing } from '../../language/kind/need.ts'
import { isAboutPay } from '../../language/pay.ts'
import {
  candidateDroppedText,
  candidatesText,
  candidateTakenText,
  pressingText,
  takenText,
} from '../../phrases/triage.ts'
import { type Conversation, isDesk, isStaff, type Moment, type Outcome, record } from '../context.ts'
import { ALONE } from '../model-triage.ts'
import { nextNumber } from '../numbers.ts'
import { count, find, insert, list, remove, type Task, update } from '../operations.ts'
import { reply, replyPrivately, tellStaff } from '../speak.ts'
import { refuse } from './privately.ts'
import {
  alreadySaid,
  isUnrepeated,
  markTaken,
  saidIn,
  saidInGroup,
  tellAuthors,
  toldAny,
  writeDown,
} from './suggestion-record.ts'
import { worked } from './worked.ts'

/** What became of one: the suggestion that it is now, if any, and whether its author was told. */
interface Decided {
  readonly suggestion: number | null
  readonly told: boolean
}

/** What nobody took within this span (ms) was talk. */
const KEPT = 30 * DAY
/** As many of one person's private words are put aside in a day: more than anybody says in earnest. */
const MOST_A_DAY = 30
/** As many as one phone screen holds. */
const LIST_LENGTH = 5

/**
 * Talk in a residents' group that looks like an appeal is put aside for staff. Nobody is answered: whoever wants to be
 * heard at once says 建议：……. Staff's own talk, and what the same person said already, is not put aside. Of who goes hungry
 * staff hear at once.
 */
export function* noticeAppeal(at: Conversation): Task<void> {
  const { group } = at
  if (!group || isDesk(group) || isStaff(at.roles)) return
  const appeal = yield* appealOf(at)
  const number = appeal && (yield* putAside(at, appeal))
  if (number === null || !isPressing(fold(at.inbound.text))) return
  const home = at.residency?.home ?? null
  const time = momentText(at.inbound.sentAt, at.now, at.community.timezone)
  yield* tellStaff(at, {
    text: pressingText(number, { name: at.member.name, home, time }, group.name, at.inbound.text),
  })
}

/** What a rating complains of is put aside too: its sum says how many, and never why. Not where nobody is to know who rated how. */
export function* noticeComplaint(at: Conversation, number: number): Task<void> {
  const poll = yield* find('polls', { communityId: at.community.id, number })
  const { text } = at.inbound
  if (!poll || poll.anonymous || isStaff(at.roles)) return
  yield* putAside(at, { kind: kindOf(text, '反映'), start: 0, end: text.length, certainty: 0, because: [poll.title] })
}

/** What looks like one, and what is one only of him who says it: who did paid work asks for his money, or for his hours. */
function* appealOf(at: Conversation): Task<Appeal | null> {
  const { text } = at.inbound
  const appeal = readAppeal(text)
  if (appeal || !isAboutPay(text)) return appeal
  const titles = (yield* worked(at)).map(({ work }) => `干过“${work.title}”`)
  return titles.length === 0 ? null : { kind: '咨询', start: 0, end: text.length, certainty: 1, because: titles }
}

/**
 * What a resident said to us alone and we did not understand is put aside as well, so that no earnest word is lost; what only
 * looks like a question to us has to look like an appeal. `not` for what is none, `full` for what exceeds a day's measure.
 */
export function* passOn(at: Conversation, isEnquiry: boolean): Task<'passed' | 'full' | 'not'> {
  const { text } = at.inbound
  if (isStaff(at.roles) || isSmallTalk(text)) return 'not'
  const appeal = yield* appealOf(at)
  if (isEnquiry && !appeal) return 'not'
  const today = { memberId: at.member.id, groupId: ALONE, at: { gt: at.now - DAY } }
  if ((yield* count('candidates', today)) >= MOST_A_DAY) return 'full'
  const words = appeal ?? { kind: kindOf(text), start: 0, end: text.length, certainty: 0, because: [] }
  return (yield* putAside(at, words)) === null ? 'not' : 'passed'
}

/** Its number; null where the same person said the same already. */
function* putAside(at: Conversation, { kind, start, end, certainty, because }: Appeal): Task<number | null> {
  const { text } = at.inbound
  const own = yield* list('candidates', { memberId: at.member.id })
  if (own.some((one) => one.text === text) || (yield* alreadySaid(at.member.id, text.slice(start, end)))) return null
  const number = yield* nextNumber(at, 'candidate')
  yield* insert('candidates', {
    communityId: at.community.id,
    number,
    status: 'waiting',
    groupId: at.group?.id ?? ALONE,
    memberId: at.member.id,
    home: at.residency?.home ?? null,
    messageId: at.messageId,
    text,
    start,
    end,
    kind,
    certainty: Math.round(certainty * 100),
    because: [...because],
    at: at.now,
  })
  return number
}

/** /候选: the newest that wait, to whoever asks. Among staff in their group what was said in private is only counted. */
export function* listCandidates(at: Conversation): Task<Outcome> {
  const all = yield* list(
    'candidates',
    { communityId: at.community.id, status: 'waiting' },
    { order: 'number', desc: true },
  )
  const together = at.group !== null && isDesk(at.group)
  const waiting = together ? all.filter(({ groupId }) => groupId !== ALONE) : all
  const text = candidatesText(
    waiting.slice(0, LIST_LENGTH).map((one) => ({
      ...{ number: one.number, text: saidIn(one), at: one.at },
      alone: one.groupId === ALONE,
    })),
    { all: waiting.length, unshown: all.length - waiting.length },
    at.now,
    at.community.timezone,
  )
  if (together) yield* reply(at, { text })
  else yield* replyPrivately(at, { text })
  return 'command'
}

/** /收下 3, /不收 3. */
export function* decideCandidate(at: Conversation, number: number, take: boolean): Task<Outcome> {
  const decided = take ? yield* takeCandidate(at, number, at.member.id) : yield* dropCandidate(at, number)
  if (isRejection(decided)) return yield* refuse(at, decided)
  const { suggestion, told } = decided
  const text = suggestion === null ? candidateDroppedText(number) : candidateTakenText(number, suggestion, told)
  if (at.group && !isDesk(at.group)) yield* replyPrivately(at, { text })
  else yield* reply(at, { text })
  return 'command'
}

/**
 * Makes a candidate an ordinary suggestion with its author, message and time; the author hears of it where he spoke.
 * Refuses one that is unknown, taken, a suggestion already, or whose author had his information deleted.
 */
export function* takeCandidate(moment: Moment, number: number, by: string): Task<Decided | Rejection> {
  const candidate = yield* find('candidates', { communityId: moment.community.id, number })
  if (!candidate) return reject('candidate.not-found', { number })
  if (candidate.suggestion !== null) return reject('candidate.taken', { number, suggestion: candidate.suggestion })
  const author = yield* find('members', { id: candidate.memberId, forgottenAt: null })
  if (!author) return reject('candidate.not-found', { number })
  const text = saidIn(candidate)
  const { groupId, home, messageId, at: saidAt } = candidate
  const own = yield* list('suggestions', { authorId: author.id })
  const earlier =
    own.find((s) => s.messageId === messageId && s.text.includes(text)) ?? (yield* alreadySaid(author.id, text))
  if (earlier) {
    yield* markTaken(moment, candidate, earlier.number, by)
    return reject('candidate.taken', { number, suggestion: earlier.number })
  }
  const spokenAt = (yield* saidInGroup(groupId, messageId))?.sentAt ?? saidAt
  const told = { text, private: groupId === ALONE, author, home, groupId, messageId, saidAt, spokenAt, recordedBy: by }
  const s = yield* writeDown(moment, told)
  const reached = yield* tellAuthors(moment, [s], () => takenText(s.number, isUnrepeated(s) ? null : text))
  return { suggestion: s.number, told: toldAny(reached) }
}

/** It was talk. Until it is forgotten it can be brought back (`waiting`). */
export function* dropCandidate(
  moment: Moment,
  number: number,
  status: 'dropped' | 'waiting' = 'dropped',
): Task<Decided | Rejection> {
  const candidate = yield* find('candidates', { communityId: moment.community.id, number })
  if (!candidate) return reject('candidate.not-found', { number })
  if (candidate.suggestion !== null) return reject('candidate.taken', { number, suggestion: candidate.suggestion })
  yield* update('candidates', { id: candidate.id }, { status })
  yield* record(moment, status === 'dropped' ? 'candidate.dropped' : 'candidate.kept', `candidate:${number}`)
  return { suggestion: null, told: false }
}

/** Forgets what nobody took in thirty days, and what was taken or dropped as long ago. */
export function* forgetOldCandidates(moment: Moment): Task<void> {
  const old = { communityId: moment.community.id, at: { lte: moment.now - KEPT } }
  const forgotten = yield* remove('candidates', old)
  if (forgotten > 0) yield* record(moment, 'candidates.forgotten', `community:${moment.community.id}`, { forgotten })
}
