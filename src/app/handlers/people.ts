import { isRejection, reject } from '../../core/kernel/rejection.ts'
import { type HomeNumber, homeText } from '../../core/people/home.ts'
import { decideVerify } from '../../core/people/residency.ts'
import type { Question } from '../../language/context.ts'
import type { UnsureHome } from '../../language/meaning.ts'
import {
  consoleText,
  helpSentText,
  helpText,
  homeNotedText,
  homeVerifiedText,
  myInfoText,
  peopleRefusal,
  staffHelpText,
  staffVerifiedText,
  whichHomeText,
} from '../../phrases/people.ts'
import { notPostedText } from '../../phrases/drafts.ts'
import { answeredText } from '../../phrases/polls.ts'
import { closeQuestion, expectHome } from '../ask.ts'
import { type Conversation, EVENT, isStaff, type Outcome, record } from '../context.ts'
import { count, find, insert, list, remove, type Task } from '../operations.ts'
import { makeLink } from '../sign-in.ts'
import { onceInGroup, replyPrivately, tellMember } from '../speak.ts'
import { noteHome, registered } from './home.ts'
import { countWaitingBallots } from './waiting-ballots.ts'
import { confide, refusePrivately } from './privately.ts'
import { quotedMessage } from './quoted.ts'

/** 帮助: what one can say, more for staff. */
export function* help(at: Conversation): Task<Outcome> {
  const text = isStaff(at.roles) ? `${helpText()}\n\n${staffHelpText()}` : helpText()
  yield* confide(at, { text }, helpSentText())
  return 'command'
}

/** 查我的信息: what we keep about the one who asks, told to him alone. */
export function* myInfo(at: Conversation): Task<Outcome> {
  const memberId = at.member.id
  const residencies = yield* list('residencies', { memberId })
  const cards = yield* list('memberships', { memberId })
  const suggestions = yield* list('suggestions', { authorId: memberId }, { order: 'number' })
  const text = myInfoText({
    name: at.member.name,
    homes: residencies.map(({ home, status }) => ({ home, verified: status === 'verified' })),
    roles: at.roles,
    cards: [...new Set(cards.map(({ card }) => card).filter((card) => card !== ''))],
    // This message itself is not marked as his yet.
    messages: (yield* count('inbox', { memberId, outcome: { not: EVENT } })) + 1,
    suggestions: suggestions.map(({ number }) => number),
    answers: yield* count('ballots', { memberId, counted: true }),
    open: yield* openAnswers(at),
    signups: yield* count('signups', { memberId, status: { not: 'cancelled' } }),
  })
  yield* confide(at, { text })
  return 'command'
}

/** His counted answers to polls that are still open, in words. */
function* openAnswers(at: Conversation): Task<string[]> {
  const answers: string[] = []
  for (const poll of yield* list('polls', { communityId: at.community.id, status: 'open' }, { order: 'number' })) {
    const ballot = yield* find('ballots', { pollId: poll.id, memberId: at.member.id, counted: true })
    if (ballot) answers.push(answeredText(poll, ballot.choice))
  }
  return answers
}

/** A resident says where he lives, by himself or because we asked. Answers that waited for it count from now on. */
export function* claimHome(at: Conversation, number: HomeNumber, question: Question | null): Task<Outcome> {
  const home = homeText(number)
  const memberId = at.member.id
  const left = yield* noteHome(at, home)
  if (isRejection(left)) {
    at.notes.push(left.rejected)
    if (yield* onceInGroup(at, `${left.rejected}:${memberId}:${home}`))
      yield* replyPrivately(at, { text: peopleRefusal(left) })
    return 'asked'
  }
  if (question?.kind === 'which-home') yield* closeQuestion(at)
  const counted = yield* countWaitingBallots(at, memberId, home, left)
  yield* replyPrivately(at, { text: homeNotedText(home, counted) })
  return 'answer'
}

/** 我是501: the register has it twice or not at all. Asked in private, once for the same words; never guessed. */
export function* askWhichHome(at: Conversation, unsure: UnsureHome): Task<Outcome> {
  at.notes.push(unsure.known ? 'home.several' : 'home.unknown')
  if (yield* onceInGroup(at, `which-home:${at.member.id}:${unsure.said}`))
    yield* replyPrivately(at, { text: whichHomeText(unsure) })
  if (unsure.homes.length > 0) yield* expectHome(at, unsure.homes)
  return 'asked'
}

/** 不是, to our question whether this was meant: then it was not. Whoever calls off what he was about to post hears so. */
export function* dropQuestion(at: Conversation, question: Question | null): Task<Outcome> {
  yield* closeQuestion(at)
  if (question?.kind === 'post') yield* replyPrivately(at, { text: notPostedText(question.command.name) })
  return 'answer'
}

/** 核实: staff verify who lives in a home, by quoting the person or by a name that only one who claims it has. */
export function* verifyHome(
  at: Conversation,
  command: { readonly home: HomeNumber; readonly who: string },
): Task<Outcome> {
  const home = homeText(command.home)
  let candidates: readonly string[]
  if (at.inbound.quote) {
    const quoted = yield* quotedMessage(at)
    if (!quoted) return yield* refusePrivately(at, reject('person.quote-unknown', { home }))
    candidates = [quoted.author.id]
  } else candidates = yield* claimants(at, home, command.who)
  const event = decideVerify({ home, who: command.who }, candidates, yield* registered(at, home))
  if (isRejection(event)) return yield* refusePrivately(at, event)
  const { memberId } = event
  const communityId = at.community.id
  if (yield* find('residencies', { memberId, home, status: 'verified' }))
    return yield* refusePrivately(at, reject('home.verified-already', { home }))
  // What is verified takes the place of what was only claimed; another verified home stays: one may own two.
  const claimed = yield* list('residencies', { memberId, status: 'claimed' })
  yield* remove('residencies', { memberId, status: 'claimed' })
  yield* insert('residencies', { memberId, communityId, home, status: 'verified', source: 'staff', at: at.now })
  yield* record(at, event.type, `member:${memberId}`, { home })
  const left = claimed.map((claim) => claim.home).filter((other) => other !== home)
  const counted = yield* countWaitingBallots(at, memberId, home, left)
  const told = yield* tellMember(at, memberId, { text: homeVerifiedText(home, counted) })
  yield* replyPrivately(at, { text: staffVerifiedText(home, told) })
  return 'command'
}

/** Those of that name, or with it on their card, who say that they live there. */
function* claimants(at: Conversation, home: string, who: string): Task<string[]> {
  const name = who.trim()
  const found: string[] = []
  for (const { memberId } of yield* list('residencies', { communityId: at.community.id, home })) {
    const member = yield* find('members', { id: memberId })
    const cards = yield* list('memberships', { memberId })
    const names = [member?.name ?? '', ...cards.map(({ card }) => card)].flatMap((n) => [n, ...n.split(/[\s,，、_|]+/)])
    if (name !== '' && names.includes(name)) found.push(memberId)
  }
  return found
}

/** 后台: a one-time address of the console, for the eyes of the one who asks. */
export function* consoleLink(at: Conversation): Task<Outcome> {
  const secret = at.ids.secret()
  const role = at.roles.includes('committee') ? 'committee' : 'staff'
  yield* makeLink({ communityId: at.community.id, memberId: at.member.id, role }, secret, at.now)
  yield* confide(at, { text: consoleText(`${at.consoleUrl}/login?t=${secret}`) })
  yield* record(at, 'console.link', `member:${at.member.id}`)
  return 'command'
}
