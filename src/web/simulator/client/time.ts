const formats = new Map<string, Intl.DateTimeFormat>()

const parts = (at: number, timezone: string) => {
  let format = formats.get(timezone)
  if (!format) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: timezone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: '2-digit',
      weekday: 'short',
    })
    formats.set(timezone, format)
  }
  return Object.fromEntries(format.formatToParts(at).map(({ type, value }) => [type, value]))
}

const WEEKDAYS: Readonly<Record<string, string>> = {
  Mon: '周一',
  Tue: '周二',
  Wed: '周三',
  Thu: '周四',
  Fri: '周五',
  Sat: '周六',
  Sun: '周日',
}

export const hourOf = (at: number, timezone: string): number => Number(parts(at, timezone).hour)

/** 9:05 */
export const timeText = (at: number, timezone: string): string => {
  const { hour, minute } = parts(at, timezone)
  return `${Number(hour)}:${minute}`
}

/** 3月1日 周日 */
export const dateText = (at: number, timezone: string): string => {
  const { month, day, weekday } = parts(at, timezone)
  return `${month}月${day}日 ${WEEKDAYS[weekday ?? ''] ?? ''}`
}

/** Above messages and in the list: the time today, else 昨天 or the date; `withTime` adds the time to those. */
export const whenText = (at: number, now: number, timezone: string, withTime: boolean): string => {
  const day = Date.UTC(...ymd(at, timezone))
  const distance = Math.round((Date.UTC(...ymd(now, timezone)) - day) / 86_400_000)
  const time = timeText(at, timezone)
  if (distance === 0) return time
  const { month, day: date } = parts(at, timezone)
  const name = distance === 1 ? '昨天' : `${month}月${date}日`
  return withTime ? `${name} ${time}` : name
}

const ymd = (at: number, timezone: string): [number, number, number] => {
  const { year, month, day } = parts(at, timezone)
  return [Number(year), Number(month) - 1, Number(day)]
}
