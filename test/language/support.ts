import type { Context, OpenPoll, OpenWork } from '../../src/language/context.ts'
import type { Meaning } from '../../src/language/meaning.ts'
import { read } from '../../src/language/read.ts'

export const TIMEZONE = 'Asia/Shanghai'

/** 2026-03-04 10:00, a Wednesday. */
export const NOW = Date.UTC(2026, 2, 4, 2, 0)

/** An instant by the wall clock in Shanghai. */
export const at = (year: number, month: number, day: number, hour = 0, minute = 0): number =>
  Date.UTC(year, month - 1, day, hour - 8, minute)

export const consent: OpenPoll = { number: 7, title: '广场舞音箱限时', options: ['同意', '不同意'], multiple: false }
export const charger: OpenPoll = {
  number: 8,
  title: '东门要不要装充电桩',
  options: ['装', '不装', '都行'],
  multiple: false,
}
export const weekend: OpenPoll = { number: 9, title: '哪天打扫', options: ['周六', '周日', '下周三'], multiple: false }
export const dishes: OpenPoll = { number: 10, title: '百家宴吃什么', options: ['饺子', '面条', '火锅'], multiple: true }

export const garage: OpenWork = {
  number: 3,
  title: '清理车库',
  shifts: [
    { id: 11, label: '上午' },
    { id: 12, label: '下午' },
  ],
}
export const painting: OpenWork = { number: 4, title: '刷楼道', shifts: [{ id: 21, label: '周日' }] }

export const ditch: OpenWork = {
  number: 2,
  title: '修水渠',
  shifts: [
    { id: 31, label: '3月5日', start: at(2026, 3, 5, 8) },
    { id: 32, label: '3月6日', start: at(2026, 3, 6, 8) },
    { id: 33, label: '3月7日上午', start: at(2026, 3, 7, 8) },
    { id: 34, label: '3月7日下午', start: at(2026, 3, 7, 14) },
  ],
}
export const terrace: OpenWork = {
  number: 5,
  title: '砌护坡',
  shifts: [{ id: 41, label: '全天', start: at(2026, 3, 15, 8) }],
}

export const context = (changes: Partial<Context> = {}): Context => ({
  now: NOW,
  timezone: TIMEZONE,
  direct: false,
  mentionsUs: false,
  staff: false,
  polls: [],
  works: [],
  quoted: null,
  question: null,
  ...changes,
})

/** What a message means first of all. */
export const meant = (message: { readonly text: string; readonly action?: string }, given: Context): Meaning =>
  read(message, given)[0].meaning
