import type { HomeNumber } from '../core/people/home.ts'
import type { Span } from './fold.ts'
import type { Jielong } from './jielong/read.ts'

/**
 * One thing that a message says. `span`: the part of the original text it rests on. `certain`: to be done. `ask`: the
 * meaning says what is missing or how it may be taken, and one question settles it. `none`: it is not for us.
 */
export interface Reading {
  readonly meaning: Meaning
  readonly span: Span
  readonly sure: 'certain' | 'ask' | 'none'
}

/** A reading before it is placed in the whole message: its span lies in the sender's own words. */
export interface Part {
  readonly meaning: Meaning
  readonly span: Span
}

/**
 * What words mean, given what is open where they were said. `language` only reads words: it never looks anything up
 * and never guesses. What it cannot tell apart it says as `ambiguous`, what is not for us as `chatter`.
 */
export type Meaning =
  /** Life in danger: never queued, whatever else the text says. */
  | {
      readonly kind: 'danger'
      readonly danger: Danger
      /** It may be a way of speaking, or long past: for its author and staff, not for the group. */
      readonly doubtful?: true
    }
  | { readonly kind: 'command'; readonly command: Command }
  /** A slash command we know, badly written: `problem` is a code for `phrases`, `piece` the words that were not understood. */
  | { readonly kind: 'broken'; readonly name: string; readonly problem: Problem; readonly piece?: string }
  /** Begins with a slash but is none of ours. `near`: the known command it most resembles. `notKept`: it is about hours or pay. */
  | { readonly kind: 'unknown'; readonly word: string; readonly near: string | null; readonly notKept?: true }
  /** `poll`: it was said along with the answer to that poll (同意，但是噪音要解决). */
  | {
      readonly kind: 'suggestion'
      readonly text: string
      readonly private: boolean
      readonly poll?: number
      /** The word it was brought with, where that says what kind it is: 反映：, 投诉：. */
      readonly brought?: '反映' | '投诉'
      readonly place?: string
      readonly urgent?: true
    }
  /** An answer to one open poll. `choice`: option numbers from 1, ascending. */
  | {
      readonly kind: 'answer'
      readonly poll: number
      readonly choice: readonly number[]
      readonly home?: HomeNumber
      /** It names a home that cannot be told: the answer stands, the home has to be asked for where it is needed. */
      readonly unsure?: UnsureHome
      /** It rests only on a 👍 or a 好 that quotes nothing: enough for a first answer, too little to change one. */
      readonly weak?: true
      /** It changes an earlier answer (说错了，改成2), or joins it (还有晚上): without one it is talk. */
      readonly after?: 'instead' | 'beside'
      /** A rating that says what is wrong: 不满意，灰太大. */
      readonly complains?: true
    }
  /**
   * 弃权, 不投了, where no option says so: the answer is to be taken back. `poll` null: several are open and none is named.
   * `unsure`: 作废 may be about something else. `abstains`: 弃权, which is said of polls alone.
   */
  | {
      readonly kind: 'withdraw-answer'
      readonly poll: number | null
      readonly unsure?: true
      readonly abstains?: true
    }
  /** It fits several open polls or postings, or cannot be told yes from no. */
  | {
      readonly kind: 'ambiguous'
      readonly said: string
      readonly polls: readonly number[]
      /** unclear: yes or no cannot be told. slip: most likely a slip of the pen. proxy: it speaks for another home. */
      readonly reason: 'several' | 'unclear' | 'slip' | 'proxy' | 'confirm'
      /** slip, confirm: what we take it for. */
      readonly choice?: readonly number[]
      readonly home?: HomeNumber
    }
  /**
   * 报名. `work` null: which posting is not said and several are open. `shift` null: which shift is not said and there are several.
   * `shifts`: several at once. `others`: he speaks for more than himself. `doubtful`: it may be said of something else.
   */
  | {
      readonly kind: 'signup'
      readonly work: number | null
      readonly shift: number | null
      readonly shifts?: readonly number[]
      readonly others?: true
      readonly doubtful?: true
    }
  /** 改成下午: this shift in place of the one he has, or of the one he names (`from`). */
  | { readonly kind: 'change-shift'; readonly work: number; readonly shift: number; readonly from?: number }
  | {
      readonly kind: 'signup-for'
      readonly work: number | null
      readonly shift: number | null
      readonly shifts?: readonly number[]
      readonly who: string
    }
  /** `shifts`: those alone. `who`: not he, but whom he asked for. `doubtful`: it may be said of something else. */
  | {
      readonly kind: 'signoff'
      readonly work: number | null
      readonly shift?: number | null
      readonly shifts?: readonly number[]
      readonly who?: string
      readonly doubtful?: true
    }
  /** A home said by itself ("我是3-2-501", or a bare "3-2-501" as answer to our question). */
  | { readonly kind: 'home'; readonly home: HomeNumber }
  /** A home that the register has more than once, or not at all: then `homes` are those it may have been meant to be. */
  | ({ readonly kind: 'which-home' } & UnsureHome)
  /** A 接龙 that residents pass on, as this copy has it. */
  | { readonly kind: 'jielong'; readonly jielong: Jielong }
  /** 发, to the draft that we repeated. */
  | { readonly kind: 'post' }
  /** A line for a list that we keep. `list` null: several are open and none is named. `text` empty: just me. `for`: it is another home's (帮3-1-102也拿一个). */
  | { readonly kind: 'jielong-line'; readonly list: number | null; readonly text: string; readonly for?: 'other' }
  /** `unsure`: 我不去了 is said of the list only by whoever stands on it. */
  | { readonly kind: 'jielong-leave'; readonly list: number | null; readonly unsure?: true }
  /** A beginning with nothing after it: 建议, 反映：. */
  | { readonly kind: 'half'; readonly of: 'suggestion' }
  | { readonly kind: 'word'; readonly word: Exclude<Word, 'join'>; readonly number?: number; readonly text?: string }
  /** 合并12 13: his own, torn apart by us or said twice, are one. The first carries the others. */
  | { readonly kind: 'word'; readonly word: 'join'; readonly numbers: readonly number[] }
  /** A question to us that no committee can settle: what time it is. `voting`: how one answers the poll that is open. */
  | { readonly kind: 'enquiry'; readonly about?: 'voting' }
  /** 打错了，是凳子: about what he suggested just before, if he did. `right`: what it should be; may be empty. */
  | { readonly kind: 'correction'; readonly text: string; readonly right: string }
  | { readonly kind: 'chatter' }

/** A home as it was said. `known`: the register has it more than once (`homes`); otherwise it has none, and `homes` are easily mistaken for it. */
export interface UnsureHome {
  readonly said: string
  readonly known: boolean
  readonly homes: readonly HomeNumber[]
}

/** Fixed words that residents may say at any time, in private or in the group. */
export type Word =
  | 'help' // 帮助
  | 'my-info' // 查我的信息
  | 'delete-info' // 删除我的信息
  | 'confirm-delete' // 确认删除
  | 'confirm-how' // 确定, while we ask for 确认删除
  | 'keep-info' // 不删了, while we ask for 确认删除
  | 'never-mind' // 不是, where we asked whether this was meant
  | 'my-suggestions' // 我的建议, 我的建议到哪了
  | 'my-answers' // 我投上了吗, in private
  | 'my-signups' // 我报上了吗, in private
  | 'withdraw' // 撤回建议12号, 撤回12
  | 'append' // 补充12 …
  | 'join' // 合并12 13
  | 'not-fixed' // 没好, 12号没好, 还没修好
  | 'stop-digest' // 不要日报
  | 'want-digest' // 我要日报

export type Danger =
  | 'fire'
  | 'gas'
  | 'collapse'
  | 'trapped'
  | 'medical'
  | 'electric'
  | 'fall'
  | 'ledge'
  | 'water'
  | 'unanswered'
  | 'lost'
  | 'crime'
  | 'violence'
  | 'self-harm'

/** Which of the words of a hurried command cannot be told. */
export interface Unclear {
  readonly problem: 'unclear-piece'
  readonly piece: string
}

export type Problem =
  | 'missing-number'
  | 'one-number'
  | 'one-command'
  | 'missing-text'
  | 'missing-options'
  | 'too-many-options'
  | 'missing-title'
  | 'missing-shift'
  | 'bad-time'
  | 'past-time'
  | 'bad-places'
  | 'missing-places'
  | 'bad-pay'
  | 'pay-per-what'
  | 'missing-pay'
  | 'unclear-piece'
  | 'bad-scope'
  | 'too-long'
  | 'bad-days'
  | 'end-before-start'
  | 'double-option'

/** Staff's commands, fully read. Instants in ms, money in fen. */
export type Command =
  | { readonly name: 'help' }
  /** `again`: whether it is the group of that scope that was founded anew, or another one. Absent: that was not said. */
  | { readonly name: 'bind'; readonly scope: ScopeWords; readonly again?: boolean }
  /** The code of a group that was lost, from the console. */
  | { readonly name: 'bind-code'; readonly code: string }
  | { readonly name: 'verify-staff'; readonly code: string }
  | { readonly name: 'record' }
  /** What looked like an appeal in the groups' talk: shown, made a suggestion, or let go. */
  | { readonly name: 'candidates' }
  | { readonly name: 'take-candidate' | 'drop-candidate'; readonly number: number }
  /** Which other suggestions may be the same matter. */
  | { readonly name: 'alike'; readonly number: number }
  | { readonly name: 'categorise'; readonly number: number; readonly category: string }
  | { readonly name: 'accept'; readonly number: number }
  /** By when: in so many days, or at a moment (ms). Neither: nothing was said of it. */
  | {
      readonly name: 'hand'
      readonly number: number
      readonly unit: string
      readonly days: number | null
      readonly at?: number
    }
  | { readonly name: 'finish'; readonly number: number; readonly text: string }
  | { readonly name: 'answer'; readonly number: number; readonly text: string }
  /** A result is taken back; the text, which may be empty, says why. */
  | { readonly name: 'resume'; readonly number: number; readonly text: string }
  /** The first number absorbs the others. */
  | { readonly name: 'merge'; readonly into: number; readonly numbers: readonly number[] }
  | { readonly name: 'split'; readonly number: number }
  /** `unsure`: read between the words of a hurried line, so it is repeated to its author before residents see it. */
  | { readonly name: 'poll'; readonly draft: PollDraft; readonly unsure?: true }
  | { readonly name: 'close-poll'; readonly number: number | null }
  /** One that was ended by mistake. */
  | { readonly name: 'reopen-poll'; readonly number: number | null }
  | { readonly name: 'cancel-poll'; readonly number: number; readonly text: string }
  /** Which homes have not answered. */
  | { readonly name: 'missing-homes'; readonly number: number | null }
  | { readonly name: 'work'; readonly draft: WorkDraft; readonly unsure?: true }
  | { readonly name: 'close-work'; readonly number: number | null }
  /** Whose sign-up was ended by mistake. */
  | { readonly name: 'reopen-work'; readonly number: number }
  | { readonly name: 'cancel-work'; readonly number: number; readonly text: string }
  | { readonly name: 'change-work'; readonly number: number; readonly change: WorkChange }
  | { readonly name: 'roster'; readonly number: number | null }
  | { readonly name: 'confirm-signup' | 'decline-signup'; readonly work: number; readonly position: number }
  /** The words: whom, and perhaps for which shift. */
  | { readonly name: 'remove-signup'; readonly number: number; readonly text: string }
  | { readonly name: 'verify-home'; readonly home: HomeNumber; readonly who: string }
  | { readonly name: 'start-jielong'; readonly title: string }
  | { readonly name: 'count-jielong'; readonly number: number | null }
  | { readonly name: 'close-jielong'; readonly number: number | null }
  /** Names of places that residents use. */
  | { readonly name: 'name-places'; readonly places: readonly string[] }
  /** Who cried for help has been looked after: what is reported so far is put aside. */
  | { readonly name: 'put-aside' }
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
