import type { App } from '../app/app.ts'
import { eachByItself } from '../app/by-itself.ts'
import { closeAnew, overduePolls } from '../app/handlers/poll-closing.ts'
import { find, type Task } from '../app/operations.ts'

/** Sees to the close of polls whose own moment has passed without it. */
export const resumePolls = async (app: App, now: number): Promise<void> =>
  await eachByItself(await app.run(() => overduePolls(now)), (poll) =>
    app.change(poll.communityId, function* (): Task<void> {
      const community = yield* find('communities', { id: poll.communityId })
      if (community) yield* closeAnew(poll, now, community.timezone)
    }),
  )
