import { accountsView } from './accounts-view.ts'
import { Simulator } from './adapters/simulator/index.ts'
import type { App } from './app/app.ts'
import { eachByItself } from './app/by-itself.ts'
import { find, list, type Task } from './app/operations.ts'
import { openOutlets } from './app/outlets.ts'
import { DEMO_REMOVED, removeDemo } from './app/remove-community.ts'
import { makeLink } from './app/sign-in.ts'
import type { Adapter } from './chat/adapter.ts'
import { listenProblem, Refusal } from './cli/problem.ts'
import { beginClock, keepAhead, openClock, systemTime } from './clock.ts'
import { closingAfter, type Later } from './closing.ts'
import type { Config } from './config.ts'
import { HOUR } from './core/kernel/calendar.ts'
import { demoWorld, seedDemo } from './demo.ts'
import { startEngine } from './engine.ts'
import { closeToOthers, filesOf, filesOfAll, journalOf } from './files.ts'
import { systemIds } from './ids.ts'
import { resumeDigests, spreadDigests } from './jobs/digests.ts'
import { Heard } from './jobs/heard.ts'
import { Pace } from './jobs/pace.ts'
import { resumePolls } from './jobs/polls.ts'
import { advance, every, startWheel } from './jobs/wheel.ts'
import { PLACE_MS } from './jobs/workers.ts'
import { openLexicon } from './lexicon.ts'
import { openLog } from './log.ts'
import { drawPicture } from './pictures/index.ts'
import type { Account, Outside } from './platforms.ts'
import { ROLES, type RoleName } from './roles.ts'
import { Scans } from './scans.ts'
import { StoreError } from './store/error.ts'
import { isPostgres, lockDatabase, openStore } from './store/open.ts'
import { consoleRoutes } from './web/console/routes.ts'
import { listen } from './web/server.ts'
import { simulatorRoutes } from './web/simulator/routes.ts'

/** How often it is looked for what others may have changed: a newer version the tables, staff a community. */
const LOOK_MS = 10_000

type Settings = Config & { readonly accounts: readonly Account[] }

/**
 * Composition root: config → store → app → adapters → jobs → web. Runs until SIGTERM or SIGINT. `role`: which part of it
 * this process does. Whatever fails on the way, what was opened by then is closed again.
 */
export const start = (config: Settings, database: string, role: RoleName): Promise<void> =>
  closingAfter((later) => run(config, database, role, later)).catch((error: unknown) => {
    throw listenProblem(error, config)
  })

const run = async (config: Settings, database: string, role: RoleName, later: Later): Promise<void> => {
  if (role !== 'all' && !isPostgres(database))
    throw new Refusal(`SQLite 文件只能由一个进程用，不能 --role ${role}。要分开跑，请把 DATABASE_URL 设成 postgres://…`)
  const [old] = filesOfAll(database)
  if (old !== undefined && ROLES[role].gateway)
    throw new Refusal(
      `data/${old} 是旧的名字，几个 PostgreSQL 库会共用它。是这个库的，就把 data/postgres.… 都改名成 ${filesOf(database)}.…，不是就移到别处，再启动。`,
    )
  // Listened for from the beginning: whoever asks us to stop while we start is not overheard.
  const stopped = stopSignal()
  const does = ROLES[role]
  const log = openLog(config.log)
  const lexicon = openLexicon(config.words)
  const lock = lockDatabase(database)
  later(() => lock.release())
  closeToOthers(database)
  const store = await openStore(database, { tables: 'upgrade' })
  later(() => store.close())
  const simulated = config.simulator && does.gateway
  const clock = openClock(does.worker ? await store.transact(() => beginClock(simulated, Date.now())) : 0)
  const consoleUrl = config.url ?? `http://${config.host}:${config.port}`

  const seed = simulated && config.demo && (await store.transact(() => wantsDemo(clock.now(), config.timezone)))
  const journal = journalOf(database)
  const simulator = simulated ? new Simulator({ clock, journal, ...(seed ? { seed: demoWorld } : {}) }) : null
  const scans = new Scans((text) => process.stdout.write(text))
  const showQr: Outside['showQr'] = (account, text) => scans.show(account, text)
  const heard = new Heard(store, log)
  const outside: Outside = { time: systemTime, log, files: filesOf(database), seen: (which) => heard.of(which), showQr }
  const adapters: Adapter[] = does.gateway ? config.accounts.map((account) => account.create(outside)) : []
  if (simulator) adapters.push(simulator)

  const engine = await startEngine({
    ...{ role, store, clock, time: systemTime, log, adapters, heard, later },
    around: { ids: systemIds, consoleUrl, lexicon },
    sharing: { holder: systemIds.secret(), lease: config.lease, place: PLACE_MS },
    // Its queue is read only where there is somebody to tell.
    openBell: async (ears) => (await import('./jobs/bell.ts')).openBell(database, ears, log),
    scan: ({ name, account }) => scans.of(name, account),
    draw: drawPicture,
    pace: new Pace(systemTime, Math.random),
  })
  const { app, delivery, gateways } = engine
  const overtaken = new Overtaken()
  const stopWheel = startWheel(
    {
      simulate: () => simulator?.tick(),
      version: every(LOOK_MS, () => store.check().catch(overtaken.note)),
      ...engine.jobs,
      spread: every(HOUR, () =>
        eachByItself(gateways, async ([adapter, gateway]) => {
          if (gateway.isOpen) await spreadDigests(app, adapter, config.digestWindow, clock.now())
        }),
      ),
      digests: every(HOUR, async () => {
        if (does.worker) await resumeDigests(app, clock.now())
      }),
      polls: every(HOUR, async () => {
        if (does.worker) await resumePolls(app, clock.now())
      }),
      // A community may have been made, or named, since.
      outlets: every(LOOK_MS, () =>
        eachByItself(adapters, (adapter) => app.run(() => openOutlets(adapter, systemIds, clock.now()))),
      ),
    },
    engine.failed,
  )
  later(stopWheel)

  const advanceTo = async (at: number) => {
    await advance(app, delivery, clock, at)
    await app.run(() => keepAhead(clock.ahead))
    simulator?.tick()
  }
  const clockControl = { now: () => clock.now(), timezone: config.timezone, ...(does.worker ? { advanceTo } : {}) }
  const simulation = {
    removeDemo: () => app.run(() => removeDemo(clock.now())),
    isOurs: () => simulator !== null && gateways.get(simulator)?.isOpen === true,
  }
  const { health, codes } = accountsView({ store, app, adapters, scans })
  const web =
    does.web || simulator
      ? await listen({
          host: config.host,
          port: config.port,
          log,
          allowedHost: config.url === null ? null : new URL(config.url).hostname,
          console: does.web
            ? consoleRoutes({
                app,
                clock,
                ids: systemIds,
                health,
                codes,
                secure: config.url?.startsWith('https:') ?? false,
              })
            : null,
          simulator: simulator && simulatorRoutes(simulator, clockControl, simulation),
        })
      : null
  later(() => web?.stop())

  const url = config.url ?? `http://${config.host}:${web?.port ?? config.port}`
  if (web) lock.announce(url)
  await greet(app, { console: does.web ? url : null, simulator: simulator ? url : null }, clock.now())
  const replaced = await Promise.race([stopped, overtaken.error])
  if (replaced) throw replaced
}

/** A newer version has changed the tables so that this process cannot go on: it ends as if it were stopped, and says why. */
class Overtaken {
  #tell: (error: StoreError) => void = () => {}
  readonly error = new Promise<StoreError>((resolve) => {
    this.#tell = resolve
  })

  readonly note = (error: unknown): void => {
    if (error instanceof StoreError && error.code === 'store.newer') this.#tell(error)
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

const greet = async (
  app: App,
  pages: { readonly console: string | null; readonly simulator: string | null },
  now: number,
): Promise<void> => {
  const lines = ['五共开好了。']
  if (pages.simulator !== null) lines.push(`群聊：${pages.simulator}/sim`)
  if (pages.console !== null) {
    const communities = await app.run(() => list('communities'))
    const [community] = communities
    // What a service writes is kept in logs, and whoever reads them in time would be let in.
    if (community && communities.length === 1 && (community.demo || process.stdout.isTTY)) {
      const secret = systemIds.secret()
      await app.run(() => makeLink({ communityId: community.id, memberId: null, role: 'staff' }, secret, now))
      lines.push(
        `后台：${pages.console}/login?t=${secret}　（10分钟内打开，只能用一次；再要一个：npm run wugong -- link）`,
      )
    } else lines.push(`后台：${pages.console}　（登录地址：npm run wugong -- link）`)
  }
  process.stdout.write(`${lines.join('\n')}\n`)
}

const stopSignal = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve())
  })
