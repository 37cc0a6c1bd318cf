import type { App } from '../../src/app/app.ts'
import type { LaneKey } from '../../src/app/lane.ts'
import type { Clock } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import { systemTime } from '../../src/clock.ts'
import { startEngine } from '../../src/engine.ts'
import type { Bell, Ears } from '../../src/jobs/bell.ts'
import { Heard } from '../../src/jobs/heard.ts'
import { Pace } from '../../src/jobs/pace.ts'
import { turnWheel } from '../../src/jobs/wheel.ts'
import type { Workers } from '../../src/jobs/workers.ts'
import { ROLES, type RoleName } from '../../src/roles.ts'
import type { Chance } from './chance.ts'
import type { Faults } from './faults.ts'
import type { Platform } from './platform.ts'
import type { Life, Schedule } from './schedule.ts'
import type { Place } from './town.ts'

const LEASE_MS = 60 * 60_000
const MINUTE = 60_000

/** Between the processes of a history: what one tells the others comes late, doubled or never, as it happens. */
export class Bells {
  readonly #parts: { readonly schedule: Schedule; readonly chance: Chance; readonly faults: Faults }
  readonly #ears = new Map<Life, Ears>()

  constructor(parts: { schedule: Schedule; chance: Chance; faults: Faults }) {
    this.#parts = parts
  }

  open(life: Life, ears: Ears): Bell {
    this.#ears.set(life, ears)
    life.atDeath(() => this.#ears.delete(life))
    return {
      deliver: (gateways) => this.#deliver(life, new Set(gateways)),
      handle: (lanes) => this.#handle(lanes, ears.workers),
      close: async () => {},
    }
  }

  #deliver(by: Life, gateways: ReadonlySet<string>): void {
    for (const [life, ears] of this.#ears)
      if (life !== by && ears.gateways.some((name) => gateways.has(name))) this.#ring(life, ears.deliver)
  }

  #handle(lanes: readonly LaneKey[], workers: Workers): void {
    for (const [name, chats] of workers.parted(lanes)) {
      const able = [...this.#ears].filter(([, { handle }]) => handle !== null)
      const told = able.filter(([, ears]) => ears.workers.name === name)
      // Nobody's in particular: whoever hears it first.
      const [life, ears] = told[0] ?? able[this.#parts.chance.upTo(able.length)] ?? []
      if (life && ears && (name === null || told.length > 0)) this.#ring(life, () => ears.handle?.(chats))
    }
  }

  #ring(life: Life, tell: () => void): void {
    const { schedule, chance, faults } = this.#parts
    if (faults.strikes('bell lost')) return
    if (faults.strikes('bell late')) schedule.after(life, chance.span(100, MINUTE), tell)
    else schedule.soon(life, tell)
    if (faults.strikes('bell doubled')) schedule.after(life, chance.span(1, MINUTE), tell)
  }
}

interface Parts {
  readonly chance: Chance
  readonly place: Place
  readonly platform: Platform
  readonly bells: Bells
  readonly clock: Clock
  readonly log: Log
}

/** Starts what `main.ts` starts for a role. How often its wheel comes round is for whoever calls. */
export const startProcess = async (
  life: Life,
  role: RoleName,
  parts: Parts,
): Promise<{ readonly app: App; readonly turn: () => Promise<void> }> => {
  const { place, platform, bells, chance, clock, log } = parts
  const does = ROLES[role]
  const store = await place.open(life)
  let secrets = 0
  const ids = {
    forNative: (_: string, native: { nativeId: string }) => native.nativeId,
    secret: () => `${life.name}-${++secrets}`,
    code: () => String(100_000 + ++secrets),
  }
  const { app, jobs, failed } = await startEngine({
    ...{ role, store, clock, time: systemTime, log },
    around: { ids, consoleUrl: 'http://127.0.0.1' },
    adapters: does.gateway ? [platform.connect(life)] : [],
    heard: new Heard(store, log),
    sharing: { holder: life.name, lease: LEASE_MS, place: LEASE_MS },
    openBell: (ears) => bells.open(life, ears),
    draw: async () => new Uint8Array(),
    pace: new Pace(systemTime, () => chance.upTo(1_000) / 1_000),
    // It dies.
    later: () => {},
  })
  return { app, turn: () => turnWheel(jobs, failed) }
}
