import type { HomeNumber } from '../core/people/home.ts'
import { type Estate, NO_ESTATE } from './home.ts'
import { BUILT_IN, type Lexicon } from './lexicon.ts'
import type { Command } from './meaning.ts'

/** What is open where a message was said, and what we know about the message beside its words. */
export interface Context {
  readonly now: number
  readonly timezone: string
  readonly direct: boolean
  /** Said where staff and the committee work. Absent: no. */
  readonly desk?: boolean
  readonly mentionsUs: boolean
  /** The sender may give commands: only then are half-typed ones corrected. */
  readonly staff: boolean
  readonly polls: readonly OpenPoll[]
  readonly works: readonly OpenWork[]
  /** What the message quotes: one of our own messages, or what somebody else said (`talk`). Null: nothing, or it is not known. */
  readonly quoted: Quoted | null
  /** A question we asked this person here and that is still open. */
  readonly question: Question | null
  /** We asked it in a group, and this is said in private. Absent: we asked it here. */
  readonly askedElsewhere?: boolean
  /** The sender is signed up for work that is open here, so 我不去了 can be about it. Absent: no. */
  readonly signedUp?: boolean
  /** Postings here that take nobody any more, closed or called off, and whose time is not over, the newest first. Absent: none. */
  readonly ended?: readonly OpenWork[]
  /** Those of them in which the sender has a place or waits for one. Absent: none. */
  readonly held?: readonly OpenWork[]
  /** Polls here that have closed, the last ones: who answers one is too late. Absent: none. */
  readonly closed?: readonly (OpenPoll & { readonly closedAt: number | null })[]
  /** Lists that we keep here ourselves, by 接龙. Absent: none. */
  readonly lists?: readonly { readonly number: number; readonly title: string }[]
  /** The homes of the estate, and which of them this group's residents live in. Absent: there is no register. */
  readonly estate?: Estate
  /** The sender's home, if we know one: 我家楼下 is there. */
  readonly home?: HomeNumber | null
  /** Names of places beside buildings and gates, as staff gave them: 老槐树, 幸福路. Absent: none. */
  readonly places?: readonly string[]
  /** Local words beside the built-in ones. */
  readonly lexicon?: Lexicon
}

export type Quoted =
  | { readonly kind: 'poll' | 'work' | 'suggestion' | 'question' | 'jielong'; readonly number: number }
  /** What is said to somebody else is nothing to us, unless it names what is ours. */
  | { readonly kind: 'talk' }

/** Where nothing is open that words could be about. */
export const nothingOpen = (now: number, timezone: string, where: Pick<Context, 'direct' | 'staff'>): Context => ({
  now,
  timezone,
  mentionsUs: false,
  polls: [],
  works: [],
  quoted: null,
  question: null,
  ...where,
})

export const estateOf = ({ estate }: Context): Estate => estate ?? NO_ESTATE
export const lexiconOf = ({ lexicon }: Context): Lexicon => lexicon ?? BUILT_IN

export interface OpenPoll {
  readonly number: number
  readonly title: string
  readonly options: readonly string[]
  readonly multiple: boolean
  /** A formal decision, which binds: then only plain words count, and each has to be confirmed. Absent: a poll that asks. */
  readonly formal?: boolean
}

export interface OpenWork {
  readonly number: number
  readonly title: string
  /** `start` in ms; absent: not known. */
  readonly shifts: readonly { readonly id: number; readonly label: string; readonly start?: number }[]
}

export type Question =
  /** Which poll was meant by `said`. Answered by a title word, a number, or the poll's position. */
  | { readonly kind: 'which-poll'; readonly said: string; readonly polls: readonly number[] }
  | { readonly kind: 'which-shift'; readonly work: number }
  | { readonly kind: 'which-work'; readonly works: readonly number[]; readonly signoff: boolean }
  /** `homes`: those between which he is to choose, in the order in which they were named; empty: any. */
  | { readonly kind: 'which-home'; readonly homes?: readonly HomeNumber[] }
  /** Whether to do what a hurried command was read as, or one whose time limit is far away, where it was given. */
  | {
      readonly kind: 'post'
      readonly command: Extract<Command, { name: 'poll' | 'work' | 'hand' }>
      readonly group: string | null
    }
  /** Whether it was meant as this answer, for this home. */
  | { readonly kind: 'meant'; readonly poll: number; readonly choice: readonly number[]; readonly home?: HomeNumber }
  | { readonly kind: 'confirm-delete' }
