import { Simulator } from './adapters/simulator/index.ts'
import { App } from './app/app.ts'
import { find, list, type Task } from './app/operations.ts'
import { openOutlets } from './app/outlets.ts'
import type { Store } from './app/ports.ts'
import { DEMO_REMOVED, removeDemo } from './app/remove-community.ts'
import { makeLink } from './app/sign-in.ts'
import type { Adapter, Intake } from './chat/adapter.ts'
import { Refusal } from './cli/problem.ts'
import { lastMoment, openClock, systemTime } from './clock.ts'
import type { Config } from './config.ts'
import { demoWorld, filesOf, journalOf, seedDemo } from './demo.ts'
import { systemIds } from './ids.ts'
import { Delivery } from './jobs/delivery.ts'
import { advance, startWheel, turn } from './jobs/wheel.ts'
import { openLog } from './log.ts'
import { drawPicture } from './pictures/index.ts'
import type { Account, Outside } from './platforms.ts'
import { Scans } from './scans.ts'
import type { FileLock } from './store/file.ts'
import { lockDatabase, openStore } from './store/open.ts'
import { consoleRoutes } from './web/console/routes.ts'
import { listen } from './web/server.ts'
import { simulatorRoutes } from './web/simulator/routes.ts'

/** How often we look for what another process, now dead, has left undone on a shared database. */
const TAKE_OVER_MS = 10_000

/** Composition root: config → store → app → adapters → jobs → web. Runs until SIGTERM or SIGINT. */
export const start = async (
  config: Config & { readonly accounts: readonly Account[] },
  database: string,
): Promise<void> => {
  // Listened for from the beginning: whoever asks us to stop while we start is not overheard.
  const stopped = stopSignal()
  const log = openLog(config.log)
  const lock = lockDatabase(database)
  const store = await opened(database, lock)
  const clock = openClock(config.simulator ? await store.transact(lastMoment) : 0)
  const consoleUrl = config.url ?? `http://${config.host}:${config.port}`
  const app = new App({ store, clock, around: { ids: systemIds, consoleUrl }, log })

  const seed = config.simulator && config.demo && (await store.transact(() => wantsDemo(clock.now(), config.timezone)))
  const journal = journalOf(database)
  const simulator = config.simulator ? new Simulator({ clock, journal, ...(seed ? { seed: demoWorld } : {}) }) : null
  const scans = new Scans((text) => process.stdout.write(text))
  const showQr: Outside['showQr'] = (account, text) => scans.show(account, text)
  const outside: Outside = { time: systemTime, log, files: filesOf(database), showQr }
  const adapters: Adapter[] = config.accounts.map((account) => account.create(outside))
  if (simulator) adapters.push(simulator)

  const delivery = new Delivery({ app, clock, log, adapters, draw: drawPicture })
  const failed = (error: unknown) => log.error('job.failed', { error: error instanceof Error ? error.name : 'unknown' })
  app.onCommit = () => void delivery.deliver().catch(failed)
  await delivery.recover()
  await app.wakeAll()
  const intake: Intake = {
    receive: async (inbound) => void (await app.receive(inbound)),
    gap: (gap) => app.gap(gap),
    unknown: (event) => app.unknown(event),
  }
  await Promise.all(adapters.map((adapter) => adapter.start(intake)))
  for (const adapter of adapters) await app.run(() => openOutlets(adapter, systemIds, clock.now()))
  let lookedAt = clock.now()
  const takeOver = async () => {
    if (clock.now() - lookedAt < TAKE_OVER_MS) return
    lookedAt = clock.now()
    await delivery.recover()
    await app.wakeAll()
  }
  const stopWheel = startWheel(async () => {
    simulator?.tick()
    if (store.shared) await takeOver()
    await turn(app, delivery)
  }, failed)

  const clockControl = {
    now: () => clock.now(),
    timezone: config.timezone,
    advanceTo: async (at: number) => {
      await advance(app, delivery, clock, at)
      simulator?.tick()
    },
  }
  const web = await listen({
    host: config.host,
    port: config.port,
    log,
    allowedHost: config.url === null ? null : new URL(config.url).hostname,
    console: consoleRoutes({
      app,
      clock,
      ids: systemIds,
      health: () => adapters.map((a) => ({ name: a.name, account: a.account, health: a.health() })),
      secure: config.url?.startsWith('https:') ?? false,
    }),
    simulator:
      simulator &&
      simulatorRoutes(simulator, clockControl, { removeDemo: () => app.run(() => removeDemo(clock.now())) }),
  }).catch((error: unknown) => {
    lock.release()
    throw portProblem(error, config.port)
  })

  const url = config.url ?? `http://${config.host}:${web.port}`
  lock.announce(url)
  await greet(app, url, simulator !== null, clock.now())
  await stopped
  await web.stop()
  await stopWheel()
  await Promise.all(adapters.map((adapter) => adapter.stop({ keepSession: true })))
  await app.settled()
  await delivery.deliver().catch(failed)
  await store.close()
  lock.release()
}

const opened = async (database: string, lock: FileLock): Promise<Store> => {
  try {
    return await openStore(database)
  } catch (error) {
    lock.release()
    throw error
  }
}

/** Makes the demonstration where there is nothing yet. True where there is one, new or old. */
function* wantsDemo(now: number, timezone: string): Task<boolean> {
  const communities = yield* list('communities')
  if (communities.some(({ demo }) => demo)) return true
  if (communities.length > 0 || (yield* find('marks', { key: DEMO_REMOVED }))) return false
  yield* seedDemo({ adapter: 'simulator', account: 'bot' }, timezone, now)
  return true
}

const greet = async (app: App, url: string, simulated: boolean, now: number): Promise<void> => {
  const lines = ['五共开好了。']
  if (simulated) lines.push(`群聊：${url}/sim`)
  const communities = await app.run(() => list('communities'))
  const [community] = communities
  if (community && communities.length === 1) {
    const secret = systemIds.secret()
    await app.run(() => makeLink({ communityId: community.id, memberId: null, role: 'staff' }, secret, now))
    lines.push(`后台：${url}/login?t=${secret}　（10分钟内打开，只能用一次；再要一个：npm run wugong -- link）`)
  } else lines.push(`后台：${url}　（登录地址：npm run wugong -- link）`)
  process.stdout.write(`${lines.join('\n')}\n`)
}

const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })

const portProblem = (error: unknown, port: number): unknown =>
  error instanceof Error && 'code' in error && error.code === 'EADDRINUSE'
    ? new Refusal(`端口${port}被别的程序占着。请关掉它，或用 WUGONG_PORT 换一个，例如 WUGONG_PORT=8081 npm start`)
    : error
