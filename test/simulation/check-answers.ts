import type { Verdict } from './check.ts'
import { chatOfSaid, grouped, type Inbox, nameOfChat, type Recording, refusedIn, repeated } from './recording.ts'
import type { Kind, Spoken } from './spoken.ts'
import type { Said } from './talk.ts'
import type { Note, PollTruth } from './truth.ts'

type Means = Said['means']['as']

/** What each word is answered with, to whoever said it. */
const ANSWERS: Readonly<Record<Means, readonly Kind[]>> = {
  poll: ['poll', 'other'],
  'end-poll': ['result', 'other'],
  vote: [],
  work: ['posting', 'other'],
  signup: ['place', 'other'],
  signoff: ['off', 'other'],
  suggestion: ['receipt'],
  finish: ['other'],
  question: ['other'],
  talk: [],
}
/** What else may come of it, for others too. What is not named here nothing asks for. */
const BESIDE: Readonly<Record<Means | 'moment', readonly Kind[]>> = {
  poll: [],
  'end-poll': ['two of a home'],
  vote: ['tally', 'late', 'unverified', 'two of a home'],
  work: [],
  signup: ['full'],
  signoff: ['moved up'],
  suggestion: [],
  finish: ['done'],
  question: [],
  talk: [],
  moment: ['tally', 'result', 'digest', 'reminder', 'two of a home', 'untold', 'unreached'],
}
const NOTES: readonly Note[] = ['late', 'unverified', 'two of a home']

/** Every author hears back, once, and nobody is told what nothing asks for. An answer that counts needs no words. */
export const checkAnswers = (
  recording: Recording,
  spoken: readonly Spoken[],
  stored: ReadonlyMap<string, Inbox>,
  polls: ReadonlyMap<string, PollTruth>,
  { lost, doubled, uncaused, wrong }: Verdict,
): void => {
  const { said } = recording
  doubled.push(...repeated(spoken.map(({ cause, chat, kind }) => `${kind} of ${cause} in ${chat}`)))
  const of = grouped(spoken, ({ cause }) => cause)
  const isOpen = openingOf(said, stored)
  const refused = refusedIn(recording)
  const isRefused = ({ id }: Said['person']) => refused.has(nameOfChat('direct', id))
  for (const one of said) {
    const { id, means, text } = one
    const his = of.get(id) ?? []
    const answers = his.filter((reply) => ANSWERS[means.as].includes(reply.kind) && isTo(one, reply))
    if (answers.length > 1) doubled.push(`answer to ${id} (${text})`)
    const isOwed = isAnswered(one, isOpen) && !(one.group !== null && isRefused(one.person))
    if (answers.length === 0 && stored.has(id) && isOwed) lost.push(`answer to ${id} (${text})`)
    const right = rightAnswer(one, stored.get(id), polls)
    for (const { kind } of answers)
      if (right !== null && kind !== right) wrong.push(`${id} (${text}) was answered by ${kind} instead of ${right}`)
    for (const reply of his)
      if (!answers.includes(reply) && !isBeside(means.as, reply))
        uncaused.push(`${reply.kind} in ${reply.chat} by ${id}`)
  }
  for (const reply of spoken)
    if (reply.said === null && !isBeside('moment', reply))
      uncaused.push(`${reply.kind} in ${reply.chat} by ${reply.cause}`)
  if (refused.size === 0)
    uncaused.push(
      ...spoken
        .filter(({ kind }) => kind === 'unreached' || kind === 'untold')
        .map(({ key }) => `${key}, and nobody was refused`),
    )
  checkNotices(spoken, { lost, doubled })
  checkNotes(said, spoken, polls, isRefused, { lost, doubled, uncaused })
}

const isTo = ({ group, person }: Said, { chat }: Spoken): boolean =>
  chat === chatOfSaid({ group, person }) || chat === nameOfChat('direct', person.id)

const isBeside = (as: Means | 'moment', { kind, chat }: Spoken): boolean =>
  BESIDE[as].includes(kind) || (kind === 'notice' && chat.startsWith('group'))

/** Whether a posting that this is about was there to be heard, and had not begun. */
type IsOpen = (one: Said) => boolean

const openingOf = (said: readonly Said[], stored: ReadonlyMap<string, Inbox>): IsOpen => {
  const postings = new Map(said.flatMap((one) => (one.means.as === 'work' ? [[one.group, { one, ...one.means }]] : [])))
  return ({ id, person }) => {
    const posting = postings.get(person.group)
    const [own, its] = [stored.get(id), posting && stored.get(posting.one.id)]
    if (!posting || !own || !its || own.receivedAt >= posting.startsAt || its.receivedAt >= posting.startsAt)
      return false
    return own.chat !== its.chat || own.seq > its.seq
  }
}

/** In a group 报名 may be about anything where there is nothing to sign up for. */
const isAnswered = (one: Said, isOpen: IsOpen): boolean => {
  const { means, group } = one
  if (means.as === 'signup' || means.as === 'signoff') return group === null || isOpen(one)
  return ANSWERS[means.as].length > 0
}

/** Null: either may be right. */
const rightAnswer = (
  { id, means, group }: Said,
  row: Inbox | undefined,
  polls: ReadonlyMap<string, PollTruth>,
): Kind | null => {
  if (!row) return null
  if (means.as === 'poll') return row.receivedAt < means.closesAt ? 'poll' : 'other'
  if (means.as === 'work') return row.receivedAt < means.startsAt ? 'posting' : 'other'
  if (means.as !== 'end-poll') return null
  const poll = polls.get(group ?? '')
  return poll?.endedBy?.said.id === id ? null : 'other'
}

/** A group's first message is who we are, and nobody hears that twice. */
const checkNotices = (spoken: readonly Spoken[], { lost, doubled }: Pick<Verdict, 'lost' | 'doubled'>): void => {
  for (const [chat, told] of grouped(spoken, (one) => one.chat)) {
    const notices = told.filter(({ kind }) => kind === 'notice').length
    if (String(chat).startsWith('group') && notices === 0) lost.push(`notice in ${chat}`)
    if (notices > 1) doubled.push(`notice in ${chat}`)
  }
}

/** Whose answer does not count hears why, once for each poll. */
const checkNotes = (
  said: readonly Said[],
  spoken: readonly Spoken[],
  polls: ReadonlyMap<string, PollTruth>,
  isRefused: (person: Said['person']) => boolean,
  { lost, doubled, uncaused }: Pick<Verdict, 'lost' | 'doubled' | 'uncaused'>,
): void => {
  const told = grouped(
    spoken.filter(({ kind }) => NOTES.some((note) => note === kind)),
    ({ chat }) => chat,
  )
  for (const person of new Map(said.map((one) => [one.person.id, one.person])).values()) {
    const notes = polls.get(person.group ?? '')?.notes.get(person.id)
    const heard = told.get(nameOfChat('direct', person.id)) ?? []
    for (const note of NOTES) {
      const times = heard.filter(({ kind }) => kind === note).length
      if (times > 1) doubled.push(`${note} to ${person.id}`)
      if (notes?.has(note) && times === 0 && !isRefused(person)) lost.push(`${note} to ${person.id}`)
      if (!notes?.has(note) && times > 0) uncaused.push(`${note} to ${person.id}`)
    }
  }
}
