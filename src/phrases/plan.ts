import { HOUR_OF_DIGEST, type Limits, MESSAGES_PER_DIGEST, type Spread } from '../core/digest/spread.ts'

/** "18:07" for so many minutes after the hour of the digest. */
const clock = (minutes: number): string =>
  `${HOUR_OF_DIGEST + Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`

/** One account's digests with the whole sum: what there is, what the account can do, and when the first and last go out. */
export const planText = (account: string, plan: Spread, { rate, window }: Limits): string => {
  const { communities, perMinute, minutes, fits, accountsNeeded } = plan
  const sum = `${account}：${communities}个社区×${MESSAGES_PER_DIGEST}条=${communities * MESSAGES_PER_DIGEST}条；每分钟最多${rate}条，就是${perMinute}个社区`
  if (communities === 0) return `${account}：还没有社区的日报从这里发`
  if (!fits)
    return `${sum}；最晚${clock(window)}前发不完（要${Math.ceil(communities / perMinute)}分钟），需要${accountsNeeded}个这样的账号`
  return minutes === 0
    ? `${sum}；都在${clock(0)}发`
    : `${sum}；${clock(0)}到${clock(minutes)}分批发，最晚${clock(window)}`
}
