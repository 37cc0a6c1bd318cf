import { decodeAction } from './action.ts'
import { readPollAnswer, readQuestion } from './answers.ts'
import { readCommand } from './commands/read.ts'
import { readDanger } from './danger.ts'
import { fold, LONGEST, ownWords } from './fold.ts'
import { findHomes } from './home.ts'
import type { Meaning, Situation } from './meaning.ts'
import { readSignup } from './signup.ts'
import { readAddressed, readPrefixed } from './suggestion.ts'
import { bare, readWord } from './words.ts'

const CHATTER: Meaning = { kind: 'chatter' }

/**
 * What a message means, given what is open where it was said. Never throws, whatever the text; what is not certain is
 * `ambiguous` or `chatter`. Order matters: danger before everything that can be queued, negation before agreement,
 * what was asked before what could be guessed.
 */
export const understand = (
  message: { readonly text: string; readonly action?: string },
  situation: Situation,
): Meaning => {
  const text = ownWords(message.text, situation.mentionsUs)
  const folded = fold(text.slice(0, LONGEST)).trim()
  const command = readCommand(text, situation)
  if (command && command.kind !== 'unknown') return command
  const danger = readDanger(folded)
  if (danger) return { kind: 'danger', danger }
  return command ?? readAction(message.action) ?? readSaid(text, folded, situation)
}

const readAction = (value: string | undefined): Meaning | null => {
  const action = value === undefined ? null : decodeAction(value)
  if (!action) return null
  if (action.kind === 'poll') return { kind: 'answer', poll: action.poll, choice: [action.choice] }
  return { kind: 'signup', work: action.work, shift: action.shift }
}

/** A chain list is re-sent whole by everyone who joins it: none of its lines is the sender's own answer. */
const CHAIN = /^#\s*(?:接龙|Group Note)/i

const readSaid = (text: string, folded: string, situation: Situation): Meaning => {
  // An @ with nothing after it asks what we can do.
  if (folded === '' && situation.mentionsUs) return { kind: 'word', word: 'help' }
  if (folded === '' || CHAIN.test(folded)) return CHATTER
  if (text.length > LONGEST) return readPrefixed(text, situation) ?? readAddressed(text, situation) ?? CHATTER
  return (
    readWord(text, folded, situation) ??
    readPrefixed(text, situation) ??
    readQuestion(text, situation) ??
    readPollAnswer(text, situation) ??
    readSignup(text, situation) ??
    readHome(folded, situation) ??
    readAddressed(text, situation) ??
    CHATTER
  )
}

const BEFORE_HOME =
  /^(?:我们?(?:家)?(?:是|住在?|在)|我家(?:住在?|在|是)?|(?:我的|我家)?(?:房号|门牌号?|房间号)(?:是)?|业主)?\s*:?\s*$/
const AFTER_HOME = /^\s*(?:的)?(?:业主|租户|住户|居民)?[\s,]*(?:[\u3400-\u9fff]{1,4})?(?:的)?$/

/** A home said by itself: 我是3-2-501, 3-2-501的; bare only in private, where nothing else can be meant. */
const readHome = (folded: string, situation: Situation): Meaning | null => {
  const words = bare(folded)
  if (words.length > 40) return null
  const [found, second] = findHomes(words)
  if (!found || second) return null
  const before = words.slice(0, found.start)
  const after = words.slice(found.end)
  if (!BEFORE_HOME.test(before) || !AFTER_HOME.test(after)) return null
  const said = before.trim() !== '' || /^\s*的/.test(after) || situation.direct
  return said ? { kind: 'home', home: found.home } : null
}
