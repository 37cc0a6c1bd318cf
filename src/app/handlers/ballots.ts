import {
  type AskedPlace,
  type Exclusion,
  exclusion,
  isChoice,
  isOverruled,
  replacements,
  sameChoice,
  type Voter,
} from '../../core/consult/poll.ts'
import { isRejection } from '../../core/kernel/rejection.ts'
import { type HomeNumber, homeText } from '../../core/people/home.ts'
import type { Context, OpenPoll } from '../../language/context.ts'
import { fold } from '../../language/fold.ts'
import type { Meaning, UnsureHome } from '../../language/meaning.ts'
import { opinionOptions } from '../../language/opinion.ts'
import { read } from '../../language/read.ts'
import { whichHomeText } from '../../phrases/people.ts'
import {
  exclusionText,
  keptText,
  meantText,
  noSuchOptionText,
  otherHomesText,
  otherHomeText,
  pollNeedsHomeText,
  proxyText,
  receiptText,
  unclearText,
  whichPollText,
} from '../../phrases/polls.ts'
import { askedOf, closeAsked, expectHome, openQuestion } from '../ask.ts'
import { type Conversation, type Outcome, record } from '../context.ts'
import { residencyOf } from '../meet.ts'
import type { Row } from '../model.ts'
import { find, insert, type Task, update } from '../operations.ts'
import { groupsOf } from '../reading-context.ts'
import { once, onceInGroup, reply, replyPrivately } from '../speak.ts'
import { withTwins } from '../twins.ts'
import { noteHome } from './home.ts'
import { about, openOf, placeOf, reading, revealed, saidAt, subject } from './poll-parts.ts'
import {
  isWaiting,
  overtakeWaiting,
  ownAnswers,
  ownCounted,
  replace,
  type StandingBallot,
  standingOf,
  tellHome,
  voterOf,
} from './standing.ts'
import { dropSum, sumAfter } from './sums.ts'
import { noteUnseen } from './tally.ts'
import { seeWhetherAsked } from './unreached.ts'

type Poll = Row<'polls'>
type Answered = Extract<Meaning, { kind: 'answer' }>

/** Takes an answer to a poll of this group, or in private to a poll of one of his groups. */
export function* answerPoll(at: Conversation, meaning: Answered): Task<Outcome> {
  const poll = yield* find('polls', { communityId: at.community.id, number: meaning.poll })
  if (!poll || !(yield* mayAnswer(at, poll))) return 'chatter'
  const choice = yield* choiceOf(at, poll, meaning)
  // 说错了，改成2 from somebody who has not answered is about something else.
  if (meaning.after && (yield* ownAnswers(at, poll)).length === 0) return 'chatter'
  if (!isChoice(poll, choice)) return 'chatter'
  yield* settleQuestion(at, poll)

  const home = yield* homeOf(at, meaning.home, meaning.unsure)
  if (home === 'other') return 'asked'
  const place = yield* placeOf(poll)
  const reason = exclusion(poll, place, home, saidAt(poll, at))
  const kept = meaning.weak && reason !== 'late' ? yield* otherAnswer(at, poll, choice) : null
  if (kept) yield* askWhetherToChange(at, poll, kept.choice, choice)
  else if (reason) yield* setAside(at, poll, { home, choice, reason, place }, meaning.unsure)
  else yield* vote(at, poll, { home, choice })
  if (kept) return 'asked'
  return reason === 'late' ? 'late' : 'answer'
}

/**
 * One answer for two homes (3-2-501、502 都同意): for his own it counts, or for the first where we knew none. Nobody answers for
 * another home unseen, so for the rest he is told who can.
 */
export function* answerForHomes(at: Conversation, answers: readonly Answered[]): Task<Outcome> {
  const known = at.residency?.home ?? null
  const [any] = answers
  const own: Answered[] = known === null && any ? [any] : []
  for (const answer of known === null ? [] : answers)
    if (answer.home && (yield* isHome(at, homeText(answer.home)))) own.push(answer)
  let outcome: Outcome = 'asked'
  for (const answer of own) outcome = yield* answerPoll(at, answer)
  const others = answers.flatMap((answer) => (own.includes(answer) || !answer.home ? [] : [homeText(answer.home)]))
  const key = `other-homes:${at.member.id}:${any?.poll}:${others.join(',')}`
  if (outcome !== 'chatter' && others.length > 0 && (yield* onceInGroup(at, key)))
    yield* replyPrivately(at, { text: otherHomesText(others, own[0]?.home ? homeText(own[0].home) : null) })
  return outcome
}

/**
 * Counts what somebody wrote on a 接龙 before its poll opened, as his answer, where he has given none since: neither he
 * nor, where homes answer, his home. Nobody is told: it is as he wrote it, and he can change it like any answer. A line
 * for a home that is not his is left alone.
 */
export function* countEarlier(
  at: Conversation,
  answer: Answered,
  { memberId, messageId }: { readonly memberId: string; readonly messageId: string },
): Task<void> {
  const poll = yield* find('polls', { communityId: at.community.id, number: answer.poll })
  const member = yield* find('members', { id: memberId, forgottenAt: null })
  if (!poll || !member || !isChoice(poll, answer.choice)) return
  const residency = yield* residencyOf(memberId)
  const home = residency?.home ?? null
  if (answer.home && home !== null && homeText(answer.home) !== home) return
  const answered = yield* find('ballots', { pollId: poll.id, memberId })
  const his: Conversation = { ...at, member, residency, messageId }
  const voter = yield* voterAt(his, home)
  const standing = yield* standingOf(poll, voter)
  if (answered || standing.length > 0 || exclusion(poll, yield* placeOf(poll), home, at.now) !== null) return
  yield* cast(his, poll, voter, [...answer.choice], standing)
}

/** A poll is for those who share its group; a tapped button or a typed number may name any poll. */
function* mayAnswer(at: Conversation, poll: Poll): Task<boolean> {
  const groups = yield* withTwins(poll.groupId)
  if (at.group) return groups.includes(at.group.id)
  const own = yield* groupsOf(at)
  return groups.some((id) => own.has(id))
}

/** Where several options may be chosen, a tapped one joins those already chosen, for one tap says only one; so does 还有3. */
function* choiceOf(at: Conversation, poll: Poll, { choice, after }: Answered): Task<number[]> {
  const joins = after === 'beside' || (at.inbound.action !== undefined && poll.multiple)
  const [own] = joins ? yield* ownAnswers(at, poll) : []
  return [...new Set([...(own?.choice ?? []), ...choice])].sort((a, b) => a - b)
}

/** Our question which poll he meant is answered. */
export function* settleQuestion(at: Conversation, poll: Poll): Task<void> {
  const open = yield* askedOf(at)
  const question = open?.question
  const ours =
    question?.kind === 'which-poll'
      ? question.polls.includes(poll.number)
      : question?.kind === 'meant' && question.poll === poll.number
  if (open && ours) yield* closeAsked(at, open)
}

/**
 * The voter's home. One said in the answer itself ("3-2-501 同意") becomes his claimed home if we knew none; if we know
 * him by another, and it is not verified to be his as well, it is not guessed whose answer this is: he is asked in
 * private.
 */
function* homeOf(
  at: Conversation,
  said: HomeNumber | undefined,
  unsure: UnsureHome | undefined,
): Task<string | null | 'other'> {
  const known = at.residency?.home ?? null
  // 502也同意, from 501: whichever 502 it is, it is not his. 3-2-999 is nobody's.
  const foreign = unsure && known !== null && !unsure.homes.some((one) => homeText(one) === known)
  if (!said && !foreign) return known
  const home = said ? homeText(said) : (unsure?.said ?? '')
  if (known === null) return isRejection(yield* noteHome(at, home)) ? null : home
  if (yield* isHome(at, home)) return home
  if (yield* onceInGroup(at, `other-home:${at.member.id}:${home}`))
    yield* replyPrivately(at, { text: otherHomeText(home, known, said !== undefined) })
  at.notes.push('poll.other-home')
  return 'other'
}

/** The one where we take him to live, or another that is verified to be his. */
function* isHome({ member, residency }: Conversation, home: string): Task<boolean> {
  return residency?.home === home || (yield* voterOf(member.id, home)).verified
}

function* otherAnswer(at: Conversation, poll: Poll, choice: readonly number[]): Task<Row<'ballots'> | null> {
  const [own] = yield* ownAnswers(at, poll)
  return own && !sameChoice(own.choice, choice) ? own : null
}

/** A 👍 may be for a neighbour's words: what he answered before stays until he says so. His answer is for him alone. */
function* askWhetherToChange(
  at: Conversation,
  poll: Poll,
  kept: readonly number[],
  choice: readonly number[],
): Task<void> {
  at.notes.push('poll.kept')
  if (yield* onceInGroup(at, `poll-kept:${poll.id}:${at.member.id}`))
    yield* replyPrivately(at, { text: keptText(poll, kept, choice), about: about(poll) })
}

interface Said {
  readonly home: string | null
  readonly choice: number[]
}

/** Counts an answer, unless one of his home that is more certain stands and says something else. */
function* vote(at: Conversation, poll: Poll, said: Said): Task<void> {
  const voter = yield* voterAt(at, said.home)
  const standing = yield* standingOf(poll, voter)
  if (!isOverruled(poll, voter, standing) || replacements(poll, voter, said.choice, standing) === null)
    return yield* cast(at, poll, voter, said.choice, standing)
  // He says that he lives here, so what he answered from elsewhere is over.
  yield* uncount(
    poll,
    standing.filter(({ memberId }) => memberId === voter.memberId),
  )
  yield* setAside(at, poll, { reason: 'unverified', place: yield* placeOf(poll), ...said })
}

function* uncount(poll: Poll, ballots: readonly Row<'ballots'>[]): Task<void> {
  for (const { id } of ballots) yield* update('ballots', { id }, { counted: false, reason: 'changed' })
  if (ballots.length > 0) yield* dropSum(poll.id)
}

function* voterAt({ member, residency }: Conversation, home: string | null): Task<Voter> {
  if (home !== residency?.home) return yield* voterOf(member.id, home)
  return { memberId: member.id, home, verified: residency.status === 'verified' }
}

function* cast(
  at: Conversation,
  poll: Poll,
  voter: Voter,
  choice: number[],
  standing: readonly StandingBallot[],
): Task<void> {
  const { memberId, home } = voter
  const replaced = replacements(poll, voter, choice, standing)
  yield* overtakeWaiting(poll, memberId)
  if (replaced) {
    yield* replace(replaced)
    const { messageId } = at
    const ballot = { pollId: poll.id, memberId, home, choice, at: saidAt(poll, at), messageId, counted: true }
    yield* insert('ballots', ballot)
    const told = { home, counted: true, ...heardLate(poll, at), ...revealed(poll, choice) }
    yield* record(at, 'poll.answered', subject(poll), told)
    const gone = standing.filter(({ id }) => replaced.some((old) => old.id === id))
    yield* noteUnseen(at, poll, (sum) => sumAfter(sum, poll, choice, gone))
    yield* tellHome(at, poll, { choice, ...voter }, gone)
  }
  if (at.group === null) yield* reply(at, { text: receiptText(poll, choice, reading(at)), about: about(poll) })
}

/** The trail says when it was heard; what was said in time and heard later counts by when it was said. */
const heardLate = (poll: Poll, at: Conversation): object => {
  const sentAt = saidAt(poll, at)
  return sentAt === at.now ? {} : { sentAt }
}

/** Keeps an answer that does not count, with its reason, and tells its author once. */
function* setAside(
  at: Conversation,
  poll: Poll,
  { home, choice, reason, place }: Said & { reason: Exclusion; place: AskedPlace },
  unsure?: UnsureHome,
): Task<void> {
  const memberId = at.member.id
  const earlier = yield* find('ballots', { pollId: poll.id, memberId, reason }, { order: 'id', desc: true })
  if (!earlier || !sameChoice(earlier.choice, choice) || (yield* isOvertaken(poll, earlier))) {
    if (isWaiting(reason)) yield* overtakeWaiting(poll, memberId)
    // What he answered before it was known that he lives elsewhere is over with it.
    if (reason === 'outside') yield* uncount(poll, yield* ownCounted(poll, memberId, home))
    const { messageId } = at
    const ballot = { pollId: poll.id, memberId, home, choice, at: saidAt(poll, at), messageId, counted: false, reason }
    yield* insert('ballots', ballot)
    const told = { home, counted: false, reason, ...heardLate(poll, at), ...revealed(poll, choice) }
    yield* record(at, 'poll.answered', subject(poll), told)
  }
  at.notes.push(`poll.${reason}`)
  const first = yield* once(at, `poll-${reason}:${poll.id}:${memberId}`)
  if (!first && at.group !== null) return
  const which = reason === 'no-home' && unsure ? `${pollNeedsHomeText(poll)}${whichHomeText(unsure)}` : null
  yield* replyPrivately(at, { text: which ?? exclusionText(reason, poll, place, home), about: about(poll) })
  if (reason !== 'no-home') return
  yield* expectHome(at, unsure?.homes ?? [])
  yield* seeWhetherAsked(at, poll)
}

/** Whether his home has answered since: what he then says again is the later one. */
function* isOvertaken(poll: Poll, { id, home, reason }: Row<'ballots'>): Task<boolean> {
  if (!isWaiting(reason) || home === null) return false
  const last = yield* find('ballots', { pollId: poll.id, home }, { order: 'id', desc: true })
  return last !== null && last.id > id
}

/**
 * Asks which poll was meant, or which answer: once in a group, and the newest words wait for the answer. Who says another
 * number instead of a name has not understood the question: he is asked about that in private, once. So is everybody
 * after the first who is unclear about the same: the group has read the question, and need not read it ten times.
 */
export function* askWhichPoll(
  at: Conversation,
  meaning: Extract<Meaning, { kind: 'ambiguous' }>,
  context: Context,
): Task<Outcome> {
  const { said, polls, reason, choice } = meaning
  const meant = polls.flatMap((number) => context.polls.find((poll) => poll.number === number) ?? [])
  if (meant.length === 0) return 'chatter'
  at.notes.push(`poll.${reason}`)
  const key = `which-poll:${reason}:${at.member.id}:${[...polls].sort((a, b) => a - b).join(',')}`
  const first = yield* onceInGroup(at, key)
  const [poll] = meant
  if (reason === 'several') yield* openQuestion(at, { kind: 'which-poll', said, polls })
  if (poll && choice && (reason === 'slip' || reason === 'confirm'))
    yield* openQuestion(at, {
      kind: 'meant',
      poll: poll.number,
      choice,
      ...(meaning.home ? { home: meaning.home } : {}),
    })
  const { question } = context
  const anew = reason === 'several' && question?.kind === 'which-poll' && question.said !== said
  if (!first && !(anew && (yield* once(at, `${key}:again`)))) return 'asked'
  const open = new Set((yield* openOf(meant)).map(({ number }) => number))
  const text = questionText(meaning, meant, open)
  // A 👍 below a result may be for the result: whether it is more is nobody else's to read.
  const still = meant.filter(({ number }) => open.has(number))
  const maybeNone = reason === 'several' && still.length < meant.length && isWeakly(at, { ...context, polls: still })
  const alone = !first || maybeNone || (yield* askedBefore(at, meaning))
  if (alone) yield* replyPrivately(at, { text })
  else yield* reply(at, { text }, 'free')
  return 'asked'
}

/** Whether the group has seen such a question about these polls. What binds is confirmed where it was said. */
function* askedBefore(at: Conversation, { reason, polls }: Extract<Meaning, { kind: 'ambiguous' }>): Task<boolean> {
  if (at.group === null || reason === 'confirm') return false
  return !(yield* once(at, `unclear-in:${at.group.id}:${[...polls].sort((a, b) => a - b).join(',')}`))
}

/** Whether it is, to those polls, too little to change an answer. */
const isWeakly = ({ inbound }: Conversation, context: Context): boolean => {
  const [{ meaning }] = read({ text: inbound.text }, context)
  return meaning.kind === 'answer' && meaning.weak === true
}

/** `open`: which of the polls still are. */
const questionText = (
  { said, reason, choice }: Extract<Meaning, { kind: 'ambiguous' }>,
  polls: readonly OpenPoll[],
  open: ReadonlySet<number>,
): string => {
  const outOfRange = polls.length === 1 && /^\d{1,3}$/.test(fold(said).trim()) ? Number(fold(said).trim()) : null
  const words = choice?.flatMap((number) => polls[0]?.options[number - 1] ?? []).join('、') ?? ''
  switch (reason) {
    case 'several':
      return whichPollText(
        said,
        polls.map(({ number, title }) => ({ title, isOver: !open.has(number) })),
      )
    case 'slip':
    case 'confirm':
      return words === '' ? unclearText(polls.map(yesAndNo)) : meantText(said, words)
    case 'proxy':
      return proxyText()
    case 'unclear':
      if (outOfRange !== null) return noSuchOptionText(outOfRange, polls[0]?.options.length ?? 0)
      return unclearText(polls.map(yesAndNo))
  }
}

/** The poll's own words for yes and no; null where it is not a yes-or-no question, and there are steps between them. */
const yesAndNo = ({ options }: OpenPoll): readonly [string, string] | null => {
  const { yes, no, abstain } = opinionOptions(options)
  if (options.length > (abstain === undefined ? 2 : 3)) return null
  const [agreed, refused] = [options[(yes ?? 0) - 1], options[(no ?? 0) - 1]]
  return agreed !== undefined && refused !== undefined ? [agreed, refused] : null
}
