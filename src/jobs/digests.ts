import type { App } from '../app/app.ts'
import { eachByItself } from '../app/by-itself.ts'
import { moveDigest, planDigests, withoutDigest } from '../app/digest-plan.ts'
import { scheduleDigest } from '../app/handlers/digest.ts'
import type { Adapter } from '../chat/adapter.ts'
import type { Limits } from '../core/digest/spread.ts'
import { MINUTE } from '../core/kernel/calendar.ts'

/** Messages a minute for an account whose platform asks for no pause between two: below what the official ones allow. */
const UNHURRIED = 600

/** What an account can send, by the pauses its platform needs. `window`: minutes after the hour. */
export const limitsOf = ({ traits }: Pick<Adapter, 'traits'>, window: number): Limits => {
  const pause = traits.pace.account + traits.pace.spread / 2
  return { rate: pause > 0 ? Math.max(1, Math.min(UNHURRIED, Math.floor(MINUTE / pause))) : UNHURRIED, window }
}

/** Spreads the digests that go out through an account over the window. Done again it changes only what is new. */
export const spreadDigests = async (app: App, adapter: Adapter, window: number, now: number): Promise<void> => {
  const account = { adapter: adapter.name, account: adapter.account }
  const { changed } = await app.run(() => planDigests(account, limitsOf(adapter, window)))
  await eachByItself(changed, ({ id, minute }) => app.change(id, () => moveDigest(id, minute, now)))
}

/** Sets the next digest where there is none to come, though the last one could not be made. */
export const resumeDigests = async (app: App, now: number): Promise<void> =>
  await eachByItself(await app.run(() => withoutDigest(now)), (community) =>
    app.change(community.id, () => scheduleDigest(community, now)),
  )
