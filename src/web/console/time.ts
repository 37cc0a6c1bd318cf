import { dayKey } from '../../core/kernel/calendar.ts'
import { clockText, dayText, momentText, spanText, untilText } from '../../phrases/moments.ts'

/** How a moment is written for one community: short on a page, sortable in a file. */
export const timesOf = (timezone: string, now: number) => ({
  now,
  timezone,
  /** 明天18:00 */
  moment: (at: number): string => momentText(at, now, timezone),
  /** 今晚24:00 */
  until: (at: number): string => untilText(at, now, timezone),
  /** 3月5日（周四） */
  day: (at: number): string => dayText(at, now, timezone),
  /** 2026-03-01 18:00, as spreadsheets read it. */
  stamp: (at: number): string => `${dayKey(at, timezone)} ${clockText(at, timezone).padStart(5, '0')}`,
  /** 今天8:00到12:00, with the second day where it is another. */
  span: (from: number, to: number): string => spanText({ from, to }, now, timezone),
})

export type Times = ReturnType<typeof timesOf>
