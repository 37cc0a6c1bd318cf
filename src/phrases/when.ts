import { weekday } from '../core/kernel/calendar.ts'
import { type Days, wallOf } from '../language/when/days.ts'
import type { Hours } from '../language/when/hours.ts'
import type { When } from '../language/when/read.ts'
import { WEEKDAYS } from './moments.ts'

const dayWords = (day: string, year: number): string => {
  const [y = 0, month = 0, date = 0] = day.split('-').map(Number)
  return `${y === year ? '' : `${y}年`}${month}月${date}日`
}

const named = (day: string, year: number): string => `${dayWords(day, year)}（${WEEKDAYS[weekday(wallOf(day))]}）`

const daysWords = (days: Days, year: number): string => {
  switch (days.kind) {
    case 'on':
      return days.from === days.to ? named(days.from, year) : `${dayWords(days.from, year)}到${dayWords(days.to, year)}`
    case 'since':
      return days.about ? `大约${dayWords(days.from, year)}起` : `${named(days.from, year)}起`
    case 'before':
      return `${named(days.to, year)}前`
    case 'every':
      if (days.unit === 'day') return '每天'
      if (days.unit === 'workday') return '工作日'
      if (days.unit === 'month') return `每月${days.on.map((date) => `${date}日`).join('、')}`
      return `每${days.on.map((day) => WEEKDAYS[day]).join('、')}`
  }
}

const NIGHT = 24 * 60

const clock = (minutes: number): string => {
  const ahead = minutes > NIGHT ? minutes - NIGHT : minutes
  return `${Math.floor(ahead / 60)}:${String(ahead % 60).padStart(2, '0')}`
}

const hoursWords = ({ part, from, to, about }: Hours): string => {
  if (part) return part
  if (from === undefined) return to === undefined ? '' : `${clock(to)}前`
  if (to === undefined) return `${clock(from)}以后`
  if (from === to) return `${clock(from)}${about ? '前后' : ''}`
  return `${clock(from)}到${to > NIGHT && from < NIGHT ? '第二天' : ''}${clock(to)}`
}

/** The days and hours that somebody spoke of, with their dates: 11月24日（周二）23:00; 每天6:00以后. `year`: the one that need not be said. */
export const whenText = ({ days, hours }: Pick<When, 'days' | 'hours'>, year: number): string => {
  const time = hours ? hoursWords(hours) : ''
  if (!days) return time
  if (days.kind === 'since' && time !== '')
    return `${daysWords(days, year).replace(/起$/, '')}${time.replace(/以后$/, '')}起`
  return `${daysWords(days, year)}${time}`
}

/** All of them: 11月24日（周二）23:00；每天6:00以后. */
export const timesText = (times: readonly Pick<When, 'days' | 'hours'>[], year: number): string =>
  times.map((when) => whenText(when, year)).join('；')
