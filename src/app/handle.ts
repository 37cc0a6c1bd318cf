import { dayKey } from '../core/kernel/calendar.ts'
import { appealsBesides, isAboutOption } from '../language/beside-poll.ts'
import { isCommandLike } from '../language/commands/vocabulary.ts'
import type { Context } from '../language/context.ts'
import type { Command, Meaning } from '../language/meaning.ts'
import type { Readings } from '../language/read.ts'
import {
  brokenBrieflyText,
  brokenText,
  notKeptText,
  refusedPrivatelyText,
  refusedText,
  unknownText,
} from '../phrases/commands.ts'
import { type Conversation, isDesk, isStaff, type Outcome } from './context.ts'
import { showAlike } from './handlers/alike.ts'
import { decideCandidate, listCandidates, noticeAppeal, noticeComplaint } from './handlers/candidates.ts'
import { categoriseSuggestion } from './handlers/category.ts'
import { alarm, putDangersAside } from './handlers/danger.ts'
import { correctOwn } from './handlers/correction.ts'
import { sendDigest, setDigestWish } from './handlers/digest.ts'
import { isTooPlain } from './handlers/discretion.ts'
import { explainVoting } from './handlers/how-to-vote.ts'
import { hearJielong, joinJielong, leaveJielong } from './handlers/jielong.ts'
import { closeJielong, countJielong, startJielong } from './handlers/jielong-desk.ts'
import { notUnderstood, offerHelp } from './handlers/not-understood.ts'
import { myAnswers, mySignups } from './handlers/own-state.ts'
import { askWhichHome, claimHome, consoleLink, dropQuestion, help, myInfo, verifyHome } from './handlers/people.ts'
import { alreadyBound, bindGroup, verifyStaff } from './handlers/binding.ts'
import { askForExactWords, deleteInfo, keepInfo } from './handlers/forgetting.ts'
import { namePlaces } from './handlers/places.ts'
import { missingHomes, openPoll } from './handlers/polls.ts'
import { answerForHomes, answerPoll, askWhichPoll } from './handlers/ballots.ts'
import { closePoll, reopenPoll } from './handlers/poll-closing.ts'
import { withdrawAnswer } from './handlers/ballot-withdrawal.ts'
import { cancelPoll } from './handlers/poll-cancelling.ts'
import { correct } from './handlers/privately.ts'
import { postRepeated, repeatFirst } from './handlers/repeat.ts'
import { signUpForSeveral } from './handlers/several-shifts.ts'
import { changeShift } from './handlers/shift-change.ts'
import {
  appendSuggestion,
  askWhatToSuggest,
  joinOwn,
  mySuggestions,
  recordQuoted,
  reopenSuggestion,
  suggest,
  suggestSeveral,
  withdrawSuggestion,
} from './handlers/suggestions.ts'
import {
  acceptSuggestion,
  closeSuggestion,
  handSuggestion,
  mergeSuggestions,
  resumeSuggestion,
  splitSuggestion,
} from './handlers/suggestion-desk.ts'
import { stillWrong } from './handlers/still-wrong.ts'
import { cancelWork, closeWork, postWork, reopenWork, roster } from './handlers/work.ts'
import { confirmSignup, declineSignup } from './handlers/signup-confirmation.ts'
import { removeSignup } from './handlers/signup-removal.ts'
import { signOff } from './handlers/signoff.ts'
import { signUp } from './handlers/signup.ts'
import { signUpFor } from './handlers/signup-request.ts'
import { tooLateToVote } from './handlers/too-late.ts'
import { changeWork } from './handlers/work-change.ts'
import type { Task } from './operations.ts'
import { once, reply } from './speak.ts'

/** Does what a message says. Where it is not for us nothing is said in a group; in private it is for us. */
export function* handle(at: Conversation, readings: Readings, context: Context): Task<Outcome> {
  const outcome =
    (yield* answersClosed(at, readings, context)) ??
    (yield* stillWrong(at, readings, context)) ??
    (yield* doAll(at, readings, context))
  if (outcome !== 'chatter' || at.replies > 0) return outcome
  if (at.group !== null) return (yield* tooLateToVote(at, context)) ?? outcome
  return yield* notUnderstood(at, context, readings[0].meaning.kind === 'enquiry')
}

/** Alone with us every word is for us: what only answers a poll that has closed is no suggestion. */
function* answersClosed(at: Conversation, [{ meaning }, more]: Readings, context: Context): Task<Outcome | null> {
  if (at.group !== null || more || meaning.kind !== 'suggestion') return null
  return yield* tooLateToVote(at, context)
}

/** One reading after another. */
function* doAll(at: Conversation, readings: Readings, context: Context): Task<Outcome> {
  const meanings = readings.map(({ meaning }) => meaning)
  const answers = meanings.filter((meaning) => meaning.kind === 'answer')
  const wishes = meanings.filter((meaning) => meaning.kind === 'suggestion')
  if (wishes.length > 1 && wishes.length === meanings.length) return yield* suggestSeveral(at, wishes)
  let outcome: Outcome = 'chatter'
  for (const meaning of meanings) {
    const forSeveral = meaning.kind === 'answer' && answers.some((a) => a !== meaning && a.poll === meaning.poll)
    if (forSeveral && meaning !== answers[0]) continue
    const done = forSeveral ? yield* answerForHomes(at, answers) : yield* act(at, meaning, context)
    // A wish that came with an answer is heard only where the answer was one.
    if (done === 'chatter' && meaning.kind === 'answer') return 'chatter'
    if (outcome === 'chatter') outcome = done
  }
  if (answers.length === meanings.length && appealsBesides(at.inbound.text)) yield* noticeAppeal(at)
  return outcome
}

function* act(at: Conversation, meaning: Meaning, context: Context): Task<Outcome> {
  switch (meaning.kind) {
    case 'danger':
      return yield* alarm(at, meaning.danger, meaning.doubtful === true)
    case 'command':
      if ((yield* refused(at, meaning.command)) || (yield* isTooPlain(at, meaning.command))) return 'asked'
      return yield* obey(at, meaning.command)
    case 'broken':
      if (!isStaff(at.roles)) return yield* refuseCommand(at)
      return yield* explainBroken(at, meaning)
    case 'unknown':
      if (!isStaff(at.roles)) return 'chatter'
      if (!meaning.notKept && meaning.near === null && !mayBeCommand(at, meaning.word)) return 'chatter'
      at.notes.push('command.unknown')
      yield* correct(at, meaning.notKept ? notKeptText() : unknownText(meaning.word, meaning.near))
      return 'asked'
    case 'suggestion':
      return yield* suggest(at, meaning)
    case 'answer': {
      const outcome = yield* answerPoll(at, meaning)
      if (meaning.complains && outcome === 'answer') yield* noticeComplaint(at, meaning.poll)
      return outcome
    }
    case 'withdraw-answer':
      return yield* withdrawAnswer(at, meaning, context)
    case 'ambiguous':
      return yield* askWhichPoll(at, meaning, context)
    case 'signup':
      return yield* meaning.shifts ? signUpForSeveral(at, meaning) : signUp(at, meaning)
    case 'change-shift':
      return yield* changeShift(at, meaning)
    case 'signup-for':
      return yield* signUpFor(at, meaning)
    case 'signoff':
      return yield* signOff(at, meaning)
    case 'home':
      return yield* claimHome(at, meaning.home, context.question)
    case 'which-home':
      return yield* askWhichHome(at, meaning)
    case 'jielong':
      return yield* hearJielong(at, meaning.jielong, context)
    case 'post':
      return yield* postRepeated(at, context.question)
    case 'jielong-line':
      return yield* joinJielong(at, meaning)
    case 'jielong-leave':
      return yield* leaveJielong(at, meaning)
    case 'half':
      return yield* askWhatToSuggest(at)
    case 'word':
      return yield* answerWord(at, meaning, context)
    case 'correction':
      return yield* correctOwn(at, meaning)
    case 'enquiry':
      if (meaning.about === 'voting') return yield* explainVoting(at, context)
      return at.group ? yield* offerHelp(at, context) : 'chatter'
    case 'chatter':
      if (!isAboutOption(at.inbound.text, context.polls)) yield* noticeAppeal(at)
      return 'chatter'
  }
}

/** Among residents a slash that resembles none of ours may be anything; where staff work it may still be a face. */
const mayBeCommand = ({ group }: Conversation, word: string): boolean =>
  group === null || (isDesk(group) && isCommandLike(word))

function* explainBroken(at: Conversation, broken: Extract<Meaning, { kind: 'broken' }>): Task<Outcome> {
  const { name, problem, piece } = broken
  at.notes.push(`command.${problem}`)
  yield* correct(at, brokenText(name, problem, piece), brokenBrieflyText(name, problem, piece))
  return 'asked'
}

/** Commands that anyone may give: they prove or ask something about the sender himself. */
const OPEN_TO_ALL: ReadonlySet<Command['name']> = new Set(['help', 'verify-staff'])

function* refused(at: Conversation, command: Command): Task<boolean> {
  if (OPEN_TO_ALL.has(command.name) || isStaff(at.roles)) return false
  yield* refuseCommand(at)
  return true
}

/**
 * A resident's command is refused politely: in a group once a day; in private each time, with the way in for staff whom
 * we do not know under a new phone.
 */
function* refuseCommand(at: Conversation): Task<Outcome> {
  at.notes.push('command.refused')
  if (at.group === null) yield* reply(at, { text: refusedPrivatelyText() })
  else if (yield* once(at, `refused:${at.member.id}:${dayKey(at.now, at.community.timezone)}`))
    yield* reply(at, { text: refusedText() })
  return 'asked'
}

function* obey(at: Conversation, command: Command): Task<Outcome> {
  switch (command.name) {
    case 'help':
      return yield* help(at)
    case 'bind':
      return yield* bindGroup(at, command.scope)
    case 'bind-code':
      return yield* alreadyBound(at)
    case 'verify-staff':
      return yield* verifyStaff(at, command.code)
    case 'record':
      return yield* recordQuoted(at)
    case 'candidates':
      return yield* listCandidates(at)
    case 'take-candidate':
    case 'drop-candidate':
      return yield* decideCandidate(at, command.number, command.name === 'take-candidate')
    case 'alike':
      return yield* showAlike(at, command.number)
    case 'categorise':
      return yield* categoriseSuggestion(at, command.number, command.category)
    case 'accept':
      return yield* acceptSuggestion(at, command.number)
    case 'hand':
      return yield* handSuggestion(at, command)
    case 'finish':
    case 'answer':
      return yield* closeSuggestion(at, command)
    case 'resume':
      return yield* resumeSuggestion(at, command)
    case 'merge':
      return yield* mergeSuggestions(at, command)
    case 'split':
      return yield* splitSuggestion(at, command.number)
    case 'poll':
      return command.unsure ? yield* repeatFirst(at, command) : yield* openPoll(at, command.draft)
    case 'close-poll':
      return yield* closePoll(at, command.number)
    case 'cancel-poll':
      return yield* cancelPoll(at, command.number, command.text)
    case 'reopen-poll':
      return yield* reopenPoll(at, command.number)
    case 'missing-homes':
      return yield* missingHomes(at, command.number)
    case 'work':
      return command.unsure ? yield* repeatFirst(at, command) : yield* postWork(at, command.draft)
    case 'close-work':
      return yield* closeWork(at, command.number)
    case 'cancel-work':
      return yield* cancelWork(at, command)
    case 'change-work':
      return yield* changeWork(at, command)
    case 'roster':
      return yield* roster(at, command.number)
    case 'reopen-work':
      return yield* reopenWork(at, command.number)
    case 'remove-signup':
      return yield* removeSignup(at, command)
    case 'confirm-signup':
      return yield* confirmSignup(at, command)
    case 'decline-signup':
      return yield* declineSignup(at, command)
    case 'verify-home':
      return yield* verifyHome(at, command)
    case 'start-jielong':
      return yield* startJielong(at, command.title)
    case 'count-jielong':
      return yield* countJielong(at, command.number)
    case 'close-jielong':
      return yield* closeJielong(at, command.number)
    case 'name-places':
      return yield* namePlaces(at, command.places)
    case 'put-aside':
      return yield* putDangersAside(at)
    case 'digest':
      return yield* sendDigest(at)
    case 'console':
      return yield* consoleLink(at)
  }
}

function* answerWord(at: Conversation, meaning: Extract<Meaning, { kind: 'word' }>, context: Context): Task<Outcome> {
  switch (meaning.word) {
    case 'help':
      return yield* help(at)
    case 'my-info':
      return yield* myInfo(at)
    case 'delete-info':
      return yield* deleteInfo(at, false)
    case 'confirm-delete':
      return yield* deleteInfo(at, true)
    case 'confirm-how':
      return yield* askForExactWords(at)
    case 'keep-info':
      return yield* keepInfo(at)
    case 'join':
      return yield* joinOwn(at, meaning.numbers)
    case 'never-mind':
      return yield* dropQuestion(at, context.question)
    case 'my-suggestions':
      return yield* mySuggestions(at)
    case 'my-answers':
      return yield* myAnswers(at, context)
    case 'my-signups':
      return yield* mySignups(at)
    case 'withdraw':
      return yield* withdrawSuggestion(at, meaning.number ?? null)
    case 'append':
      return yield* appendSuggestion(at, meaning.number ?? null, meaning.text ?? '')
    case 'not-fixed':
      return yield* reopenSuggestion(at, meaning.number ?? null, meaning.text ?? '')
    case 'want-digest':
    case 'stop-digest':
      return yield* setDigestWish(at, meaning.word === 'want-digest')
  }
}
