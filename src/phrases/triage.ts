import { OFFICE } from '../chat/address.ts'
import { momentText } from './moments.ts'
import { maskNumbers } from '../core/kernel/mask.ts'
import type { PrivateKind } from '../core/kernel/private.ts'
import { shortly } from './suggestions.ts'

/** To the author of talk that staff took up: he did not ask for it, so it says who did. `text` null: his group should not hear it again. */
export const takenText = (number: number, text: string | null): string =>
  `您说的${text === null ? '' : `“${shortly(text)}”，`}${OFFICE}记下了，是建议${number}号。有进展在这里告诉您，不用办就说“撤回${number}”。`

/** To staff in private, at once: somebody in a group seems to go without what he needs today. */
export const pressingText = (
  number: number,
  { name, home, time }: { readonly name: string; readonly home: string | null; readonly time: string },
  group: string,
  words: string,
): string =>
  `【请看一下】像是有急难。${name === '' ? '一位居民' : name}（${home ?? '门牌不清楚'}）${time}在${group}说：“${shortly(words, 60)}”。请联系问一声。要记成建议回“/收下 ${number}”，不是就回“/不收 ${number}”。`

/** What looked like appeals, the newest first, with the words to answer with. */
export const candidatesText = (
  waiting: readonly {
    readonly number: number
    readonly text: string
    readonly at: number
    /** He said it to us alone. */
    readonly alone: boolean
  }[],
  /** `unshown`: said in private, and not for a group. */
  { all, unshown }: { readonly all: number; readonly unshown: number },
  now: number,
  timezone: string,
): string => {
  const [first] = waiting
  const aside = unshown === 0 ? [] : [`私下说的还有${unshown}句，单独对我回“/候选”看。`]
  if (!first) return aside[0] ?? '没有等着看的话。'
  return [
    waiting.some(({ alone }) => alone)
      ? `像是诉求的话，还没记下的有${all}条：`
      : `群里像是诉求的话，还没记下的有${all}条，我都没搭话：`,
    ...waiting.map(
      ({ number, text, at, alone }) =>
        `${number}　${shortly(text, 40)}（${alone ? '私下说的，' : ''}${momentText(at, now, timezone)}）`,
    ),
    ...(all > waiting.length ? ['其余的在后台。'] : []),
    `要记成建议回“/收下 ${first.number}”，不是就回“/不收 ${first.number}”。`,
    ...aside,
  ].join('\n')
}

export const candidateTakenText = (number: number, suggestion: number, told: boolean): string =>
  `候选${number}记成建议${suggestion}号了，${told ? '已告诉说的人' : '没送到说的人，请您转告'}。`

export const candidateDroppedText = (number: number): string => `候选${number}不记了。点错了就回“/收下 ${number}”。`

/** Suggestions that may be one matter, each with why, and the words to make them one. */
export const alikeText = (
  number: number,
  found: readonly { readonly number: number; readonly text: string; readonly shared: readonly string[] }[],
): string => {
  const [first] = found
  if (!first) return `没看到和建议${number}号像一件事的。`
  return [
    `和建议${number}号可能是一件事的：`,
    ...found.map((one) => `${one.number}号 ${shortly(one.text, 30)}${sharedText(one.shared)}`),
    `是一件事就回“/合并 ${Math.min(number, first.number)} ${Math.max(number, first.number)}”。`,
  ].join('\n')
}

const sharedText = (shared: readonly string[]): string =>
  shared.length === 0 ? '' : `（都说到${shared.map((word) => `“${word}”`).join('')}）`

export const categorisedText = (number: number, category: string): string =>
  `建议${number}号归到“${category}”了，以后像这样的也这么归。`

const EXPOSED: Readonly<Record<PrivateKind, string>> = {
  id: '身份证号',
  card: '银行卡号',
  mobile: '手机号',
  address: '姓名和详细地址',
}

/**
 * To whoever wrote it, in private: what, where, and how to take it back. Never the number itself. `unsure`: what may be
 * one, or a slip in one.
 */
export const exposedText = (kinds: readonly PrivateKind[], unsure: readonly PrivateKind[], group: string): string =>
  `您刚在“${maskNumbers(group)}”发的话里有${[...kinds.map((kind) => EXPOSED[kind]), ...unsure.map((kind) => `像${EXPOSED[kind]}的数字`)].join('、')}，群里人人看得见。想收回就长按那条消息点“撤回”（一般2分钟内可以）。我这里转述和导出都会遮住。`
