import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { App } from '../../src/app/app.ts'
import { count, find, list } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { table } from '../../src/app/tables.ts'
import { capabilities, type OutMessage } from '../../src/chat/adapter.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { type Disk, disk, server, stopServer } from '../support/disk.ts'
import { Stage } from '../support/town.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

const START = Date.parse('2026-03-01T09:00:00+08:00')
const CHATS = 20
const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
const native = (nativeId: string) => ({ adapter: 'stage', account: 'bot', epoch: '', nativeId })

let messages = 0
const message = (from: string, group: string | null, text: string, card = from): Inbound => {
  messages += 1
  return {
    adapter: 'stage',
    account: 'bot',
    epoch: '',
    eventId: `m${messages}`,
    nativeMsgId: `m${messages}`,
    kind: 'msg',
    chat: group === null ? { kind: 'direct', id: from } : { kind: 'group', id: group },
    sender: { id: from, nick: card, ...(group === null ? {} : { card }) },
    sentAt: START,
    text,
    mentions: [],
    attachments: [],
    isSelf: false,
    late: false,
  }
}

/** One of several programs on one database, with its own way to the one platform. */
class Worker {
  readonly app: App
  readonly delivery: Delivery
  readonly clock = { at: START, now: () => this.clock.at }
  readonly #store: Store

  constructor(store: Store, platform: Stage) {
    this.#store = store
    let secrets = 0
    const ids = {
      forNative: (_: string, { nativeId }: { nativeId: string }) => nativeId,
      secret: () => `secret${++secrets}`,
      code: () => '123456',
    }
    this.app = new App({ store, clock: this.clock, around: { ids, consoleUrl: 'http://127.0.0.1' }, log: silent })
    const draw = async () => new Uint8Array()
    this.delivery = new Delivery({ app: this.app, clock: this.clock, log: silent, adapters: [platform], draw })
  }

  async rest(): Promise<void> {
    await this.app.settled()
    await this.delivery.deliver()
  }

  close = () => this.#store.close()
}

/** Records every send, also one that the platform would show only once. */
class Counting extends Stage {
  readonly sends: OutMessage[] = []
  override send = async (out: OutMessage) => {
    this.sends.push(out)
    this.seen.set(out.key, out)
    return { status: 'sent' as const, nativeId: out.key }
  }
}

describe.skipIf(missing)(`two workers on one PostgreSQL${missing ? `: ${missing}` : ''}`, () => {
  let place: Disk
  let platform: Counting
  let workers: [Worker, Worker]

  beforeEach(async () => {
    place = await disk('postgres')
    platform = new Counting()
    const [a, b] = await Promise.all([place.open(), place.open()])
    workers = [new Worker(a, platform), new Worker(b, platform)]
    expect(capabilities(platform).buttons).toBe(true)
    await workers[0].app.run(function* () {
      for (const c of ['c0', 'c1', 'c2', 'c3']) {
        yield* addCommunity({ id: c, name: c, timezone: 'Asia/Shanghai', demo: false }, START)
        const staff = { id: `s-${c}`, communityId: c, name: '王主任', roles: ['staff'], home: null }
        yield* addMember(staff, native(`s-${c}`), START)
      }
      for (let g = 0; g < CHATS; g += 1)
        yield* addGroup(
          { id: `g${g}`, communityId: `c${g % 4}`, name: `第${g}群`, scope: 'community' },
          native(`g${g}`),
          START,
        )
    })
  })
  afterEach(async () => {
    await Promise.all(workers.map((w) => w.close()))
    await place.remove()
  })

  const rest = async () => {
    for (let round = 0; round < 3; round += 1) await Promise.all(workers.map((w) => w.rest()))
  }

  test('each message counts once and in order, whichever of them it reaches, and however often', async () => {
    const [a, b] = workers
    const said = new Map<string, string[]>()
    for (let n = 0; n < 15; n += 1) {
      const wave: Promise<boolean>[] = []
      for (let g = 0; g < CHATS; g += 1) {
        const inbound = message(
          `u${g}-${n % 3}`,
          `g${g}`,
          n % 5 === 0 ? `建议：第${n}件事，门口装个扶手` : `第${n}句话`,
        )
        said.set(`g${g}`, [...(said.get(`g${g}`) ?? []), inbound.text])
        wave.push(
          a.app.receive(inbound),
          b.app.receive(inbound),
          (n % 2 === 0 ? a : b).app.receive({ ...inbound, eventId: 'again' }),
        )
      }
      expect((await Promise.all(wave)).filter(Boolean)).toHaveLength(CHATS)
    }
    await rest()
    const handled = await a.app.run(function* () {
      const lines = new Map<string, { text: string; outcome: string | null }[]>()
      for (const row of yield* list('inbox', { kind: 'message' }, { order: 'seq' })) {
        const chat = yield* find('chats', { id: row.chatId })
        const { text } = row.payload as Inbound
        lines.set(chat?.nativeId ?? '', [...(lines.get(chat?.nativeId ?? '') ?? []), { text, outcome: row.outcome }])
      }
      return lines
    })
    for (const [group, texts] of said) {
      expect(handled.get(group)?.map((row) => row.text)).toEqual(texts)
      expect(handled.get(group)?.every((row) => row.outcome !== null)).toBe(true)
    }
    for (const community of ['c0', 'c1', 'c2', 'c3']) {
      const suggestions = await a.app.run(() => list('suggestions', { communityId: community }, { order: 'number' }))
      expect(suggestions.map((s) => s.number)).toEqual(Array.from({ length: 15 }, (_, i) => i + 1))
    }
    expect(await a.app.run(() => count('outbox', { status: { not: 'sent' } }))).toBe(0)
    const keys = platform.sends.map((out) => out.key)
    expect(keys.length).toBe(new Set(keys).size)
  })

  test('the last place goes to one of those who ask at once in different chats', async () => {
    const [a, b] = workers
    const posting = '/招工 清理车库\n地点：3栋地下车库\n时间：3月9日8:00-12:00 1人\n报酬：120元/天'
    await a.app.receive(message('s-c0', 'g0', posting, '王主任'))
    for (let n = 0; n < 8; n += 1) await a.app.receive(message(`w${n}`, 'g0', '大家好', `3-2-50${n} 张`))
    await rest()
    expect(await a.app.run(() => count('works', {}))).toBe(1)
    await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        (n % 2 === 0 ? a : b).app.receive(message(`w${n}`, n < 2 ? 'g0' : null, '报名')),
      ),
    )
    await rest()
    const signups = await a.app.run(() => list('signups'))
    expect(signups.filter((s) => s.status === 'in')).toHaveLength(1)
    expect(signups.filter((s) => s.status === 'waiting')).toHaveLength(7)
  })

  test('of one person the last answer counts, said at once in a group and in private', async () => {
    const [a, b] = workers
    await a.app.receive(message('s-c0', 'g0', '/投票 门口装不装扶手\n1 装\n2 不装', '王主任'))
    for (let n = 0; n < 6; n += 1) await a.app.receive(message(`v${n}`, 'g0', '大家好'))
    await rest()
    expect(await a.app.run(() => count('polls', {}))).toBe(1)
    await Promise.all(
      Array.from({ length: 6 }, (_, n) => [
        a.app.receive(message(`v${n}`, 'g0', '1')),
        b.app.receive(message(`v${n}`, null, '2')),
      ]).flat(),
    )
    await rest()
    const ballots = await a.app.run(() => list('ballots'))
    const counted = ballots.filter((ballot) => ballot.counted).map((ballot) => ballot.memberId)
    expect(counted.sort()).toEqual(['v0', 'v1', 'v2', 'v3', 'v4', 'v5'])
    expect(ballots).toHaveLength(12)
    expect(await a.app.run(() => table('polls'))).toMatchObject([{ answered: 6 }])
  })

  test('a due moment comes once though both look for it', async () => {
    const [a, b] = workers
    const evening = Date.parse('2026-03-01T18:00:10+08:00')
    for (const worker of workers) worker.clock.at = evening
    await Promise.all([a.app.fire(), b.app.fire(), a.app.fire(), b.app.fire()])
    await rest()
    expect(await a.app.run(() => count('inbox', { kind: 'timer' }))).toBe(4)
    expect(await a.app.run(() => count('digests', { groupId: null }))).toBeLessThanOrEqual(4)
  })

  test('what one stored before it died is handled by the other', async () => {
    const [a, b] = workers
    const { intake } = await import('../../src/app/intake.ts')
    await a.app.run(() => intake([{ inbound: message('u1', 'g0', '建议：门口装个扶手'), receivedAt: START }]))
    await b.app.sweep()
    await b.app.settled()
    expect(await b.app.run(() => count('suggestions', {}))).toBe(1)
  })
})
