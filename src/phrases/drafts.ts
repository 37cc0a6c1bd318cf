import { defaultClose } from '../core/consult/poll.ts'
import { untilText } from './moments.ts'
import type { Command } from '../language/meaning.ts'
import { payText, spanText } from './work.ts'

type Draft = Extract<Command, { name: 'poll' | 'work' }>

const partsOf = (command: Draft, now: number, timezone: string): readonly string[] => {
  if (command.name === 'poll') {
    const { title, options, closesAt, buildings, anonymous, multiple, perHome, hidden } = command.draft
    return [
      title,
      options.map((option, i) => `${i + 1} ${option}`).join(' '),
      `${untilText(closesAt ?? defaultClose(now, timezone), now, timezone)}截止`,
      buildings === null ? '' : `问${buildings.map((building) => `${building}栋`).join('、')}`,
      anonymous ? '匿名' : '',
      multiple ? '可多选' : '',
      perHome ? '每户一票' : '',
      hidden ? '截止后公布' : '',
    ]
  }
  const { title, shifts, pay, place, requirements } = command.draft
  const times = shifts.map((shift) => `${spanText(shift, { now, timezone })} ${shift.places}人`)
  const paid = payText({ payFen: pay.fen, payPer: pay.per })
  return [title, ...times, paid, place === '' ? '' : `地点${place}`, requirements]
}

/** To its author before residents see it: what a hurried command was read as, and how to change it. */
export const draftText = (command: Draft, group: string | null, now: number, timezone: string): string => {
  const told = partsOf(command, now, timezone).filter((part) => part !== '')
  const where = group === null ? '要发的是' : `要发到“${group}”的是`
  return `${where}：${told.join('，')}。对就回“发”，要改就重新发一遍。`
}

/** In the group, where it was repeated in private. */
export const readBackText = (): string => '要发的单独给您看了，回“发”就发出去。'
export const notPostedText = (name: 'poll' | 'work' | 'hand'): string =>
  name === 'hand' ? '好，没转。要转就重新写一遍。' : '好，没发。要发就重新写一遍。'
export const postedText = (): string => '发出去了。'
