import type { HomeNumber } from '../core/people/home.ts'

/**
 * What a message means, given what is open where it was said. `language` only reads words: it never looks anything up
 * and never guesses. What it cannot tell apart it says as `ambiguous`, what is not for us as `chatter`.
 */
export type Meaning =
  /** Life in danger: never queued, whatever else the text says. */
  | { readonly kind: 'danger'; readonly danger: Danger }
  | { readonly kind: 'command'; readonly command: Command }
  /** A slash command we know, badly written: `usage` is the command's name, `problem` a code for `phrases`. */
  | { readonly kind: 'broken'; readonly name: string; readonly problem: Problem }
  /** Begins with a slash but is none of ours. `near`: the known command it most resembles. */
  | { readonly kind: 'unknown'; readonly word: string; readonly near: string | null }
  | { readonly kind: 'suggestion'; readonly text: string; readonly private: boolean }
  /** An answer to one open poll. `choice`: option numbers from 1, ascending. `remark`: what follows 但是, a wish of its own. */
  | {
      readonly kind: 'answer'
      readonly poll: number
      readonly choice: readonly number[]
      readonly remark?: string
      readonly home?: HomeNumber
      /** It rests only on a 👍 or a 好 that quotes nothing: enough for a first answer, too little to change one. */
      readonly weak?: true
    }
  /** 弃权, 不投了, where no option says so: the answer is to be taken back. `poll` null: several are open and none is named. */
  | { readonly kind: 'withdraw-answer'; readonly poll: number | null }
  /** It fits several open polls or postings, or cannot be told yes from no. */
  | {
      readonly kind: 'ambiguous'
      readonly said: string
      readonly polls: readonly number[]
      readonly reason: 'several' | 'unclear'
    }
  /** 报名. `work` null: which posting is not said and several are open. `shift` null: which shift is not said and there are several. */
  | { readonly kind: 'signup'; readonly work: number | null; readonly shift: number | null }
  | { readonly kind: 'signup-for'; readonly work: number | null; readonly shift: number | null; readonly who: string }
  | { readonly kind: 'signoff'; readonly work: number | null; readonly shift?: number | null }
  /** A home said by itself ("我是3-2-501", or a bare "3-2-501" as answer to our question). */
  | { readonly kind: 'home'; readonly home: HomeNumber }
  /** A beginning with nothing after it: 建议, 反映：. */
  | { readonly kind: 'half'; readonly of: 'suggestion' }
  | { readonly kind: 'word'; readonly word: Word; readonly number?: number; readonly text?: string }
  | { readonly kind: 'chatter' }

/** Fixed words that residents may say at any time, in private or in the group. */
export type Word =
  | 'help' // 帮助
  | 'my-info' // 查我的信息
  | 'delete-info' // 删除我的信息
  | 'confirm-delete' // 确认删除
  | 'keep-info' // 不删了, while we ask for 确认删除
  | 'my-suggestions' // 我的建议, 我的建议到哪了
  | 'withdraw' // 撤回建议12号, 撤回12
  | 'append' // 补充12 …
  | 'not-fixed' // 没好, 12号没好, 还没修好
  | 'stop-digest' // 不要日报
  | 'want-digest' // 我要日报

export type Danger = 'fire' | 'gas' | 'trapped' | 'medical' | 'electric' | 'fall' | 'crime' | 'self-harm'

export type Problem =
  | 'missing-number'
  | 'missing-text'
  | 'missing-options'
  | 'too-many-options'
  | 'missing-title'
  | 'missing-shift'
  | 'bad-time'
  | 'past-time'
  | 'bad-places'
  | 'bad-pay'
  | 'missing-pay'
  | 'bad-scope'
  | 'too-long'
  | 'bad-days'
  | 'end-before-start'
  | 'double-option'

/** Staff's commands, fully read. Instants in ms, money in fen. */
export type Command =
  | { readonly name: 'help' }
  | { readonly name: 'bind'; readonly scope: ScopeWords }
  | { readonly name: 'verify-staff'; readonly code: string }
  | { readonly name: 'record' }
  | { readonly name: 'accept'; readonly number: number }
  | { readonly name: 'hand'; readonly number: number; readonly unit: string; readonly days: number | null }
  | { readonly name: 'finish'; readonly number: number; readonly text: string }
  | { readonly name: 'answer'; readonly number: number; readonly text: string }
  /** The first number absorbs the others. */
  | { readonly name: 'merge'; readonly into: number; readonly numbers: readonly number[] }
  | { readonly name: 'split'; readonly number: number }
  | { readonly name: 'poll'; readonly draft: PollDraft }
  | { readonly name: 'close-poll'; readonly number: number | null }
  /** Which homes have not answered. */
  | { readonly name: 'missing-homes'; readonly number: number | null }
  | { readonly name: 'work'; readonly draft: WorkDraft }
  | { readonly name: 'close-work'; readonly number: number | null }
  | { readonly name: 'cancel-work'; readonly number: number; readonly text: string }
  | { readonly name: 'change-work'; readonly number: number; readonly change: WorkChange }
  | { readonly name: 'roster'; readonly number: number | null }
  | { readonly name: 'confirm-signup'; readonly work: number; readonly position: number }
  | { readonly name: 'verify-home'; readonly home: HomeNumber; readonly who: string }
  | { readonly name: 'digest' }
  | { readonly name: 'console' }

export type ScopeWords =
  | { readonly kind: 'community' }
  | { readonly kind: 'committee' }
  | { readonly kind: 'staff' }
  | { readonly kind: 'building'; readonly building: string }
  | { readonly kind: 'unit'; readonly building: string; readonly unit: string }

export interface PollDraft {
  readonly title: string
  readonly options: readonly string[]
  /** Null: the community's default. */
  readonly closesAt: number | null
  readonly anonymous: boolean
  readonly multiple: boolean
  readonly perHome: boolean
  readonly hidden: boolean
  /** 范围: buildings whose homes are asked; null: the group's own scope. */
  readonly buildings: readonly string[] | null
}

export interface WorkDraft {
  readonly title: string
  readonly place: string
  readonly requirements: string
  readonly shifts: readonly ShiftDraft[]
  readonly pay: { readonly fen: number; readonly per: 'day' | 'hour' }
}

export interface ShiftDraft {
  readonly label: string
  readonly start: number
  readonly end: number
  readonly places: number
}

/** What of a posting is to be different; what is absent stays. */
export interface WorkChange extends Partial<Omit<WorkDraft, 'shifts'>> {
  readonly shifts?: readonly ShiftChange[]
}

/** `label` null: the posting's only shift. `start` and `end` come together. */
export interface ShiftChange extends Partial<Omit<ShiftDraft, 'label'>> {
  readonly label: string | null
}

/** What is open where a message was said, and what we know about the message beside its words. */
export interface Situation {
  readonly now: number
  readonly timezone: string
  readonly direct: boolean
  readonly mentionsUs: boolean
  /** The sender may give commands: only then are half-typed ones corrected. */
  readonly staff: boolean
  readonly polls: readonly OpenPoll[]
  readonly works: readonly OpenWork[]
  /** What the message quotes, when it quotes one of our own messages. */
  readonly quoted: { readonly kind: 'poll' | 'work' | 'suggestion' | 'question'; readonly number: number } | null
  /** A question we asked this person here and that is still open. */
  readonly question: Question | null
  /** The sender is signed up for work that is open here, so 我不去了 can be about it. Absent: no. */
  readonly signedUp?: boolean
}

export interface OpenPoll {
  readonly number: number
  readonly title: string
  readonly options: readonly string[]
  readonly multiple: boolean
}

export interface OpenWork {
  readonly number: number
  readonly title: string
  readonly shifts: readonly { readonly id: number; readonly label: string }[]
}

export type Question =
  /** Which poll was meant by `said`. Answered by a title word, a number, or the poll's position. */
  | { readonly kind: 'which-poll'; readonly said: string; readonly polls: readonly number[] }
  | { readonly kind: 'which-shift'; readonly work: number }
  | { readonly kind: 'which-work'; readonly works: readonly number[]; readonly signoff: boolean }
  | { readonly kind: 'which-home' }
  | { readonly kind: 'confirm-delete' }
