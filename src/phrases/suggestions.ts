import { CALL, OFFICE } from '../chat/address.ts'
import type { Suggestion } from '../core/consult/suggestion.ts'
import { DAY } from '../core/kernel/calendar.ts'
import { untilText } from './moments.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import type { Rejection } from '../core/kernel/rejection.ts'

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })
/** Control characters and marks that turn the direction of writing: they would garble what stands beside them. */
const UNSEEN = /[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu

/** The resident's own words in a few characters, on one line, without numbers that are nobody's business; … where there is more. */
export const shortly = (text: string, length = 20): string => {
  const [first = '', ...others] = text.trim().slice(0, 500).split('\n')
  const line = maskNumbers(first.replace(UNSEEN, '').trim()).replace(/[。！!.，,；;]+$/u, '')
  const characters = [...graphemes.segment(line)].map((g) => g.segment)
  if (characters.length <= length && others.length === 0) return line
  return `${closed(characters.slice(0, length).join(''))}…`
}

/** What is cut off never leaves a bracket or a quotation open, nor a comma before the dots. */
export const closed = (cut: string): string => {
  const open = ['（）', '“”', '《》']
    .map(([start = '', end = '']) => cut.indexOf(start, cut.lastIndexOf(end) + 1))
    .filter((at) => at > 0)
  return cut.slice(0, Math.min(cut.length, ...open)).replace(/[，,、；;：:]+$/u, '')
}

/** 12号、9号 */
export const numbersText = (numbers: readonly number[]): string => numbers.map((n) => `${n}号`).join('、')

/** `hidden`: he said it to us alone. */
export const receiptText = (number: number, text: string, hidden = false): string =>
  `已记下，建议${number}号：${sentence(shortly(text))}${hidden ? `只交给${OFFICE}，不在群里说。` : ''}有进展在这里告诉您。想撤回${CALL}说“撤回${number}”，想补充${CALL}说“补充${number} ……”。`

/** The same of somebody who may have said it before, with the way to make the two one. */
export const receiptOfAgainText = (number: number, text: string, hidden: boolean, before: number): string =>
  `已记下，建议${number}号：${sentence(shortly(text))}${hidden ? `只交给${OFFICE}，不在群里说。` : ''}和您的${before}号是一件事，就${CALL}说“合并${before} ${number}”。`

/** In a group, of what it should not hear again. */
export const bareReceiptText = (number: number): string =>
  `已记下，建议${number}号。有进展在这里告诉您，想撤回${CALL}说“撤回${number}”。`

/** One receipt for the several things of one message, and how to make them one again. An empty text is not repeated. */
export const severalText = (told: readonly { readonly number: number; readonly text: string }[]): string => {
  const numbers = told.map(({ number }) => number)
  return `记下了，一共${told.length}件：\n${told.map(({ number, text }) => `${number}号 ${shortly(text)}`.trimEnd()).join('\n')}\n其实是一件事，就说“合并${numbers.join(' ')}”。`
}

export const sameText = (number: number): string =>
  `这件事您说过了，是建议${number}号，还在办。有进展就告诉您，想补充${CALL}说“补充${number} ……”。`

export const emptyText = (): string => `您想提什么事？${CALL}说“建议：……”，把事情写在后面。`

export const whatToSuggestText = (): string => `想提什么事？${CALL}说“建议：……”。`

export const acceptedText = (numbers: string): string => `建议${numbers}${OFFICE}接下了，正在办。`

export const handedText = (numbers: string, unit: string, dueAt: number, now: number, timezone: string): string =>
  `建议${numbers}转给${unit}办了，${untilText(dueAt, now, timezone)}前给您回话。`

/** Back to staff: a time limit this far away may be a slip. */
export const farText = (number: number, unit: string, dueAt: number, now: number, timezone: string): string =>
  `建议${number}号转给${unit}，要到${untilText(dueAt, now, timezone)}才回话，还有${Math.ceil((dueAt - now) / DAY)}天，对吗？对就回“对”，不对就重新发一遍。`

const sentence = (text: string): string => (/[。！？!?.…”]$/u.test(text.trim()) ? text.trim() : `${text.trim()}。`)

export const doneText = (numbers: string, text: string): string =>
  `建议${numbers}办好了：${sentence(text)}还没好就${CALL}回“没好”。`

/** To staff who put a number into what a group reads. */
export const halfNumberText = (): string =>
  `手机号在群里只显示一半，大家打不了。要留电话就写座机，或者请大家找${OFFICE}问。`

export const answeredText = (numbers: string, text: string): string =>
  `建议${numbers}有答复了：${sentence(text)}没解决就${CALL}回“没好”。`

export const mergedText = (numbers: string, into: number): string =>
  `建议${numbers}和建议${into}号说的是一件事，合在一起办，有进展都告诉您。`

/** For a private one: nothing of it is shown. `own`: the other is his, too. */
export const mergedAloneText = (numbers: string, into: number, own: boolean): string =>
  `您的建议${numbers}和${own ? '您自己' : '别人'}提的建议${into}号是一件事，一起办。您说的话不公开，有进展单独告诉您。`

export const splitOffText = (numbers: string): string => `建议${numbers}又单独办了，有进展告诉您。`

export const withdrawnText = (number: number): string => `建议${number}号撤回了。`

export const appendedText = (number: number): string => `补充到建议${number}号里了。`

/** To its author alone: it goes along with what he said before everybody, and is said to nobody else. */
export const addedInPrivateText = (number: number, into: number): string =>
  `补充记下了，是建议${number}号，和${into}号一起办。只交给${OFFICE}，不在群里说。`

export const reopenedText = (number: number): string => `建议${number}号重新打开了，接着办，有进展告诉您。`

/** Staff took the result back that he was told; `why` may be empty. */
export const resumedText = (numbers: string, why: string): string =>
  `建议${numbers}还没办完，重新打开了${why === '' ? '' : `：${why.replace(/[。.]$/u, '')}`}。接着办，有进展告诉您。`

/** To the staff member who gave the command, where the author hears it elsewhere. `told`: or could not be told. */
export const confirmText = (numbers: string, did: string, told: boolean): string =>
  `建议${numbers}${did}，${told ? '已告诉提的人' : '没送到提的人，请您转告'}。`

/** To the member of staff to whom a colleague handed it. */
export const passedToYouText = (
  { number, text, dueAt }: { readonly number: number; readonly text: string; readonly dueAt: number },
  now: number,
  timezone: string,
): string =>
  `建议${number}号交给您办：${shortly(text, 60)}。${untilText(dueAt, now, timezone)}前要给提的人回话，办好了回“/办结 ${number} 结果”。`
/** To whoever had it until now. */
export const handedOverText = (number: number, unit: string): string => `建议${number}号转给${unit}了，您不用再办。`
/** To whoever handed it over. */
export const unreachedColleagueText = (number: number, unit: string): string =>
  `建议${number}号我私下发不到${unit}那里，请您转告。`

export const staffReopenedText = (number: number, text: string, words: string): string =>
  `建议${number}号（${shortly(text)}）居民说没好，重新打开了。${words === '' ? '' : `原话：${shortly(words, 60)}`}`

/** To staff, at once: its author says that it cannot wait. `times`: when it is, with dates; may be empty. */
export const urgentText = (number: number, text: string, times: string): string =>
  `居民说很急：建议${number}号，${shortly(text, 60)}。${times === '' ? '' : `时间：${times}。`}先看这件。`

/** What the author added to what somebody works on; `into`: with which it is done. */
export const staffAppendedText = (number: number, into: number | null, text: string): string =>
  `建议${number}号${into === null ? '' : `（并在${into}号里）`}补充了：${sentence(text)}`
export const staffWithdrawnText = (number: number, released: readonly number[]): string =>
  released.length === 0
    ? `建议${number}号提的人撤回了，不用再办。`
    : `建议${number}号提的人撤回了。并在里面的${numbersText(released)}又单独列出来了。`

const STATUS: Readonly<Record<Suggestion['status'], string>> = {
  received: '已记下',
  accepted: '在办',
  handed: '在办',
  done: '办好了',
  answered: '已答复',
  withdrawn: '已撤回',
}

/** A suggestion and the one that it was merged into. */
interface Standing {
  readonly own: Suggestion
  readonly carried: Suggestion | null
}

/** How it stands, in one line; without its text where that is empty. */
const standingText = ({ own, carried }: Standing, now: number, timezone: string): string => {
  const s = carried ?? own
  const open = s.status === 'received' || s.status === 'accepted' || s.status === 'handed'
  const where = carried ? `，并到${carried.number}号一起办` : ''
  const unit = open && s.unit !== null ? `，转给${s.unit}` : ''
  // Who was told that it goes on is not told that it has only been written down.
  const status = unit === '' ? STATUS[s.status] : STATUS.handed
  const due = open && s.dueAt > now ? `，${untilText(s.dueAt, now, timezone)}前回话` : ''
  const result = s.outcome === null ? '' : `：${shortly(s.outcome, 30)}`
  return `${`${own.number}号 ${shortly(own.text)}`.trimEnd()}：${status}${unit}${where}${due}${result}`
}

/** As many as a group's phone screen holds beside its talk. */
const UNTOLD = 6

/** In the group, in the evening: what their authors could not be told when it was so. */
export const untoldText = (untold: readonly Standing[], now: number, timezone: string): string => {
  const more = untold.length > UNTOLD ? [`另有${untold.length - UNTOLD}件，请问${OFFICE}。`] : []
  const lines = untold.slice(0, UNTOLD).map((one) => standingText(one, now, timezone))
  return ['还没来得及说的：', ...lines, ...more].join('\n')
}

/** His own suggestions, newest first, for one phone screen. */
export const mineText = (mine: readonly Standing[], more: boolean, now: number, timezone: string): string => {
  if (mine.length === 0) return `您还没提过建议。有事就${CALL}说“建议：……”。`
  const lines = mine.map((one) => standingText(one, now, timezone))
  return ['您提的建议：', ...lines, ...(more ? ['只列最近10条。'] : [])].join('\n')
}

export const whichText = (numbers: readonly number[], example: string): string =>
  `您有几条在办的：${numbersText(numbers)}。是哪条？比如${CALL}说“${example}”。`

/** Back to an author whose 又坏了 may be about one of these, or about something else. */
export const whichNotFixedText = (numbers: readonly number[]): string =>
  `您是说${numbers.map((n) => `建议${n}号`).join('还是')}没好？${CALL}回“${numbers[0] ?? ''}号没好”就行。`

export const noneOpenText = (): string => `您没有在办的建议。有事就${CALL}说“建议：……”。`

export const appendWhatText = (number: number): string => `想补充什么？${CALL}说“补充${number} ……”，把话写在后面。`

/** One sentence for what was refused, saying what does work. `staff`: they have other words for it than residents. */
export const suggestionRefusal = ({ rejected, data }: Rejection, staff = false): string => {
  const number = `建议${data.number ?? ''}号`
  switch (rejected) {
    case 'suggestion.not-found':
      return `没有${number}，看看号码写对了没有。`
    case 'suggestion.closed':
      return staff
        ? `${number}已经办结了。发错了、没办完，先发 /重开 ${data.number}。`
        : `${number}已经办结了，不能再改。没办好的话，提的人7天内回“${data.number}号没好”就能重新打开。`
    case 'suggestion.withdrawn':
      return `${number}已经撤回了，不用再办。`
    case 'suggestion.merged':
      if (!staff) return `${number}已经和${data.into}号一起办了。`
      return `${number}并在${data.into}号里了，请用${data.into}号，或者先发 /拆开 ${data.number}。`
    case 'suggestion.accepted-already':
      return `${number}已经受理了，接着办就行。`
    case 'suggestion.merge-self':
      return `${number}不能和自己合并，写两个不同的号码，比如 /合并 12 9。`
    case 'suggestion.merge-circle':
      return `${number}已经并在${data.into}号里了，不用再合并。`
    case 'suggestion.merge-privacy':
      return `${number}是公开提的，不能并进私下提的${data.into}号。${staff ? `反过来并：/合并 ${data.number} ${data.into}。` : `${CALL}说“合并${data.number} ${data.into}”就行。`}`
    case 'suggestion.not-merged':
      return `${number}没有和别的合并，不用拆开。`
    case 'suggestion.not-yours':
      return `${number}不是您提的，改不了。您也有这事，就${CALL}说“建议：……”。`
    case 'suggestion.still-open':
      return `${number}还在办，没有结束，${staff ? '接着办就行' : '有进展告诉您'}。`
    case 'suggestion.reopen-late':
      return `${number}办结超过7天了。还没好就再说一遍：“建议：……”。`
    case 'suggestion.category-unknown':
      return `没有“${data.category ?? ''}”这一类。可以是：${data.known ?? ''}。`
    case 'candidate.not-found':
      return `没有候选${data.number ?? ''}：可能过了30天，也可能说这话的人删了信息。回“/候选”看现有的。`
    case 'candidate.taken':
      return `候选${data.number ?? ''}已经记成建议${data.suggestion ?? ''}号了。`
    case 'suggestion.recorded-already':
      return `这条已经记下了，是${number}。`
    case 'suggestion.nothing-quoted':
      return '要记谁的话，就引用那条消息，再发 /记录。'
    case 'suggestion.quote-unknown':
      return '引用的这条我没有看到，或者不是居民说的话，记不了。请他自己说“建议：……”。'
    default:
      return `这条没办成，请再看看写法，${CALL}说“帮助”有例子。`
  }
}
