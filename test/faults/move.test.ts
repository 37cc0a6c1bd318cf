import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import Database from 'better-sqlite3'
import pg from 'pg'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { intake } from '../../src/app/intake.ts'
import { openChat } from '../../src/app/lane.ts'
import { NOBODY } from '../../src/app/model.ts'
import { alone, find, insert, list, type Task, update } from '../../src/app/operations.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { TABLES } from '../../src/app/tables.ts'
import { append } from '../../src/app/trail.ts'
import type { Inbound } from '../../src/chat/message.ts'
import { journalOf } from '../../src/files.ts'
import { Heard } from '../../src/jobs/heard.ts'
import { Workers } from '../../src/jobs/workers.ts'
import { copyDatabase, sumsOf, takeOut } from '../../src/store/copy/copy.ts'
import { ownerColumn } from '../../src/store/copy/shape.ts'
import { openHold } from '../../src/store/copy/snapshot.ts'
import { openStore } from '../../src/store/open.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { openSqlite } from '../../src/store/sqlite.ts'
import { type Server, startServer } from '../support/postgres.ts'
import { runCommand, startProgram } from '../support/program.ts'

/** A whole database from one store to the other, by the commands an operator types. */

const found = await startServer({ durable: true })
const missing = 'missing' in found ? found.missing : null
const running = (): Server => {
  if ('missing' in found) throw new Error(found.missing)
  return found
}
afterAll(async () => {
  if (!('missing' in found)) await found.stop()
})

const WAIT = { timeout: 30_000, interval: 20 }

describe.skipIf(missing)(`from one store to the other${missing ? `: ${missing}` : ''}`, { timeout: 120_000 }, () => {
  let cwd: string
  let file: string
  let server: string

  beforeEach(async () => {
    cwd = mkdtempSync(join(tmpdir(), 'wugong-move-'))
    file = join(cwd, 'a.db')
    server = await running().database()
  })
  afterEach(async () => {
    await running().drop(server)
    rmSync(cwd, { recursive: true })
  })

  const wugong = async (...args: string[]) => runCommand(args, { cwd })
  const dump = async (database: string) => {
    const tables: Record<string, unknown> = {}
    for (const name of TABLES) tables[name] = JSON.parse((await wugong('export', name, '--db', database)).out)
    return tables
  }

  /** The tables in which a database has anything of a community. */
  const ownRows = async (database: string, community: string) =>
    (await sumsOf(database, community)).filter(({ table, rows }) => rows > 0 && ownerColumn(table) !== null)

  /** A community with so many events that its copy takes a while. How many. */
  const longTrail = async (): Promise<number> => {
    const store = openSqlite(file)
    const said = (n: number) =>
      function* (): Task<void> {
        for (let i = 0; i < 1_000; i += 1)
          yield* append('c1', {
            at: n * 1_000 + i,
            type: 'test',
            actor: 'u1',
            messageId: null,
            subject: `x:${i}`,
            data: { words: '路灯坏了好几天了'.repeat(5) },
          })
      }
    await store.transact(() =>
      addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, 1),
    )
    for (let n = 0; n < 60; n += 1) await store.transact(said(n))
    const rows = (await store.transact(() => list('events'))).length
    await store.close()
    return rows
  }

  const rowsOf = async (statement: string, values: string[] = []): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client(server)
    await client.connect()
    try {
      return (await client.query(statement, values)).rows
    } finally {
      await client.end()
    }
  }

  /** How many rows of a table have come to the server by now. */
  const rowsIn = async (table: string): Promise<number> => {
    const [known] = await rowsOf('select to_regclass($1) is not null as "is"', [`"${table}"`])
    return known?.is ? Number((await rowsOf(`select count(*)::int as "n" from "${table}"`))[0]?.n) : 0
  }

  /** A day is said on a program that runs on `database`, the last words while `during` is at work. */
  const day = async (database: string, during: () => Promise<unknown> = async () => {}) => {
    const program = await startProgram('all', { cwd, database, settings: { WUGONG_LEASE: '2' } })
    const say = async (person: string, room: string, text: string) => {
      const request = {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-wugong-sim': '1' },
        body: JSON.stringify({ person, room, text }),
      }
      // Until it holds the account it takes nothing.
      await expect.poll(async () => (await fetch(`${program.url}/sim/api/say`, request)).status, WAIT).toBe(200)
    }
    try {
      await say('s1', 'g0', '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
      for (const person of ['p1', 'p2', 'p3', 'p4']) await say(person, 'g0', '1')
      await expect
        .poll(async () => JSON.parse((await wugong('export', 'polls', '--db', database)).out)[0]?.answered, WAIT)
        .toBe(4)
      let over = false
      const chatter = async () => {
        for (let n = 0; !over; n += 1) await say('p5', 'g3', `建议：第${n}件事，路灯坏了`)
      }
      await Promise.all([chatter(), during().finally(() => (over = true))])
    } finally {
      await program.kill('SIGTERM')
    }
  }

  test('there and back again, nothing is missing and new rows get new ids', async () => {
    await day(file)
    const before = await dump(file)
    const there = await wugong('move', '--from', `sqlite:${file}`, '--to', server)
    expect(there).toMatchObject({ code: 0 })
    expect(await dump(server)).toEqual(before)
    const back = join(cwd, 'back.db')
    expect(await wugong('move', '--from', server, '--to', back)).toMatchObject({ code: 0 })
    expect(await dump(back)).toEqual(before)
    for (const database of [server, back])
      expect(await wugong('verify-log', '--db', database)).toMatchObject({ code: 0 })
    expect(await sumsOf(back)).toEqual(await sumsOf(file))

    // The moved one goes on living.
    const known = before.suggestions as unknown[]
    await day(server, () =>
      expect
        .poll(async () => JSON.parse((await wugong('export', 'suggestions', '--db', server)).out).length, WAIT)
        .toBeGreaterThan(known.length + 3),
    )
    const numbers = JSON.parse((await wugong('export', 'suggestions', '--db', server)).out) as { number: number }[]
    expect(new Set(numbers.map(({ number }) => number)).size).toBe(numbers.length)
  })

  test('one community goes alone, whole, with its audit trail', async () => {
    await day(file)
    const two = openSqlite(file)
    await two.transact(() => addCommunity({ id: 'x', name: '别处社区', timezone: 'Asia/Shanghai', demo: false }, 1))
    const person = { id: 'y', communityId: 'x', name: '别人', roles: ['staff'], home: null }
    const native = { adapter: 'simulator', account: 'bot', epoch: '', nativeId: 'y' }
    await two.transact(() => alone('x', () => addMember(person, native, 1)))
    await two.close()
    const unknown = await wugong('move', '--from', file, '--to', server, '--community', '没有的社区')
    expect(unknown).toMatchObject({ code: 1, err: expect.stringContaining('幸福里社区、别处社区') })
    const all = await dump(file)
    const [going, staying] = [await sumsOf(file, 'demo'), await sumsOf(file, 'x')]
    const moved = await wugong('move', '--from', file, '--to', server, '--community', '幸福里社区')
    expect(moved).toMatchObject({ code: 0, out: expect.stringMatching(/幸福里社区只在新的数据库里了.*还有：别处社区/) })
    expect({ ...(await dump(server)), messages: null }).toEqual({ ...all, messages: null })
    const copied = await sumsOf(server)
    for (const { table, rows, hash } of going)
      expect(copied.find((sum) => sum.table === table)).toEqual({ table, rows, hash })
    expect(copied.find(({ table }) => table === 'communities')?.rows).toBe(1)
    expect(await wugong('verify-log', '--db', server)).toMatchObject({ code: 0 })
    // The simulated platform would else give new messages the ids of old ones, and they would pass for redeliveries.
    const journal = (database: string) => readFileSync(resolve(cwd, journalOf(database)), 'utf8')
    expect(journal(server)).toBe(journal(file))

    // Nothing of it is left in the old one, and what stays there is as it was.
    expect(await ownRows(file, 'demo')).toEqual([])
    expect(await sumsOf(file, 'x')).toEqual(staying)
    expect(await wugong('verify-log', '--db', file)).toMatchObject({ code: 0 })
    const program = await startProgram('all', { cwd, database: file })
    await program.kill('SIGTERM')
    expect(await ownRows(file, 'demo')).toEqual([])

    // And the other way.
    const back = join(cwd, 'back.db')
    expect(await wugong('move', '--from', server, '--to', back, '--community', 'demo')).toMatchObject({ code: 0 })
    expect(await sumsOf(back)).toEqual(copied)
    expect(await ownRows(server, 'demo')).toEqual([])
  })

  test('a community whose move was interrupted is in one database at most, and the same command again ends it', async () => {
    await day(file)
    const whole = await sumsOf(file, 'demo')
    const interrupted = (database: string, before: () => Promise<void>) =>
      expect(copyDatabase(file, database, { community: 'demo', before })).rejects.toThrow('interrupted')
    const again = (to: string) => wugong('move', '--from', file, '--to', to, '--community', '幸福里社区')

    // While it still is in the old one that may go on; so all is copied anew.
    await interrupted(server, async () => {
      throw new Error('interrupted')
    })
    expect(await sumsOf(file, 'demo')).toEqual(whole)
    const store = openSqlite(file)
    await store.transact(() => alone('demo', () => update('polls', { number: 1 }, { title: '西门要不要装充电桩' })))
    await store.close()
    const changed = await sumsOf(file, 'demo')
    expect(await again(server)).toMatchObject({ code: 0 })
    expect(await ownRows(file, 'demo')).toEqual([])
    expect(await sumsOf(server, 'demo')).toEqual(changed)

    // Once it is out of the old one, the new one only has to be opened.
    const other = join(cwd, 'other.db')
    await expect(
      copyDatabase(server, other, {
        community: 'demo',
        before: async (sums) => {
          await takeOut(server, 'demo', sums, async () => {})
          throw new Error('interrupted')
        },
      }),
    ).rejects.toThrow('interrupted')
    expect(await wugong('start', '--db', other)).toMatchObject({ code: 1, err: expect.stringContaining('还没搬完') })
    const args = ['move', '--from', server, '--to', other, '--community']
    expect(await wugong(...args, '别的社区')).toMatchObject({ code: 1, err: expect.stringContaining('没有“别的社区”') })
    expect(await wugong(...args, '幸福里社区')).toMatchObject({
      code: 0,
      out: expect.stringContaining('只在新的数据库里'),
    })
    expect(await sumsOf(other, 'demo')).toEqual(changed)
    expect(await wugong(...args, '幸福里社区')).toMatchObject({ code: 1 })
  })

  test('what a command changes in the old one while a community is copied is not lost: it stays, and goes at the next try', async () => {
    await longTrail()
    const move = () => wugong('move', '--from', file, '--to', server, '--community', '幸福里社区')
    const moving = move()
    await expect.poll(() => rowsIn('events'), { timeout: 30_000, interval: 1 }).toBeGreaterThan(0)
    writeFileSync(join(cwd, 'register.csv'), '楼栋,单元,房号,面积\n3,2,501,89.5\n')
    const imported = await wugong('import', 'households', 'register.csv', '--db', file)
    expect(imported).toMatchObject({ code: 0 })
    expect(await moving).toMatchObject({ code: 1, err: expect.stringContaining('对不上') })
    const rows = await ownRows(file, 'c1')
    expect(rows.map(({ table }) => table)).toContain('households')
    expect(await wugong('start', '--db', server)).toMatchObject({ code: 1, err: expect.stringContaining('还没搬完') })
    expect(await move()).toMatchObject({ code: 0 })
    expect(await ownRows(server, 'c1')).toEqual(rows)
    expect(await ownRows(file, 'c1')).toEqual([])
  })

  /** A transaction of some other command, which has written and waits with its commit until it is told. */
  const writing = async (statement: string) => {
    const client = new pg.Client(server)
    await client.connect()
    await client.query('begin')
    await client.query(statement)
    return {
      /** Resolves once somebody waits for it. */
      isWaitedFor: () =>
        expect
          .poll(async () => (await client.query('select 1 from pg_locks where not "granted"')).rows.length, WAIT)
          .toBeGreaterThan(0),
      commit: async () => {
        await client.query('commit')
        await client.end()
      },
    }
  }

  const communityOnServer = async () => {
    const store = await openPostgres(server)
    await store.transact(() =>
      addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, 1),
    )
    await store.close()
  }

  test('what a command writes while a community is compared and taken out is waited for, and is not lost', async () => {
    await communityOnServer()
    const to = join(cwd, 'new.db')
    // It changes what is in the copy already, and lets nobody take it out before it is committed.
    const command = await writing(
      `with "held" as (select from "heads" where "communityId" = 'c1' for update)
       update "communities" set "name" = '平安里社区' from "held"`,
    )
    const moving = wugong('move', '--from', server, '--to', to, '--community', '幸福里社区')
    await command.isWaitedFor()
    await command.commit()
    expect(await moving).toMatchObject({ code: 1, err: expect.stringContaining('对不上') })
    expect((await ownRows(server, 'c1')).map(({ table }) => table)).toContain('communities')
    expect(await wugong('move', '--from', server, '--to', to, '--community', '平安里社区')).toMatchObject({ code: 0 })
    expect(await ownRows(server, 'c1')).toEqual([])
  })

  test('what a command writes while the whole is copied is noticed, and in the copy that the same command makes anew', async () => {
    await communityOnServer()
    const to = join(cwd, 'new.db')
    const command = await writing(`update "communities" set "name" = '平安里社区'`)
    const moving = wugong('move', '--from', server, '--to', to)
    // It is read as it was before that is made.
    await expect.poll(() => existsSync(to), { timeout: 30_000, interval: 1 }).toBe(true)
    await command.commit()
    expect(await moving).toMatchObject({ code: 1, err: expect.stringContaining('对不上') })
    expect(await wugong('move', '--from', server, '--to', to)).toMatchObject({ code: 0 })
    expect(await sumsOf(to)).toEqual(await sumsOf(server))
  })

  test('a second copy into a database is refused as long as the first is at work, and harms nothing of it', async () => {
    const store = openSqlite(file)
    await store.transact(() => addCommunity({ id: 'x', name: '别处社区', timezone: 'Asia/Shanghai', demo: false }, 1))
    await store.close()
    const again = () => expect(copyDatabase(file, server)).rejects.toMatchObject({ code: 'copy.in-use' })
    await copyDatabase(file, server, { before: again })
    expect(await sumsOf(server)).toEqual(await sumsOf(file))
  })

  const waiting = async () => (await rowsOf('select 1 from pg_locks where not "granted"')).length
  const wholeTables = () =>
    rowsOf(`select "mode" from pg_locks where "locktype" = 'relation'
            and "mode" not in ('AccessShareLock', 'RowShareLock', 'RowExclusiveLock')`)

  test('from its comparison on nobody else can write anything of a community, and whoever reads need not wait', async () => {
    await communityOnServer()
    const native = { adapter: 'stage', account: 'bot', epoch: '', nativeId: 'g1' }
    const said: Inbound = {
      ...{ adapter: 'stage', account: 'bot', epoch: '', eventId: 'm1', nativeMsgId: 'm1', kind: 'msg' },
      ...{ chat: { kind: 'group', id: 'g1' }, sender: { id: 'u1', nick: '张三' }, sentAt: 1, text: '路灯坏了' },
      ...{ mentions: [], attachments: [], isSelf: false, late: false },
    }
    const before = await openPostgres(server)
    await before.transact(() => addGroup({ id: 'g1', communityId: 'c1', name: '全', scope: 'community' }, native, 1))
    await before.close()
    await copyDatabase(server, file)
    for (const database of [file, server]) {
      const hold = await openHold(database, 'c1')
      try {
        expect(await sumsOf(database, 'c1')).toContainEqual(expect.objectContaining({ table: 'communities', rows: 1 }))
        if (database === file) {
          const other = new Database(file, { timeout: 0 })
          expect(() => other.exec('delete from "communities"')).toThrow('database is locked')
          other.close()
          continue
        }
        const store = await openPostgres(server)
        // Whoever works for another community is not in the way, and no table is locked as a whole.
        await store.transact(() =>
          addCommunity({ id: 'c2', name: '阳光里', timezone: 'Asia/Shanghai', demo: false }, 1),
        )
        expect(await wholeTables()).toEqual([])
        const late = store.transact(function* (): Task<number> {
          const known = yield* find('communities', { id: 'c1' })
          return yield* update('communities', { id: known?.id ?? '' }, { name: '平安里社区' })
        })
        await expect.poll(waiting, WAIT).toBe(1)
        const ruled = store.transact(() =>
          alone('c1', function* (): Task<void> {
            if (!(yield* find('communities', { id: 'c1' }))) throw new Error('it is gone')
          }),
        )
        const refused = expect(ruled).rejects.toThrow('it is gone')
        await expect.poll(waiting, WAIT).toBe(2)
        const stored = store.transact(() => intake([{ inbound: said, receivedAt: 1 }]))
        // It finds no such chat any more: not acknowledged, it comes again and is a new one's.
        const unheard = expect(stored).rejects.toThrow('has no lane')
        await expect.poll(waiting, WAIT).toBe(3)
        const processes = new Workers({ store, holder: 'a', ms: 60_000 })
        const come = processes.join(true)
        await expect.poll(waiting, WAIT).toBe(4)
        await hold.takeOut()
        expect(await late).toBe(0)
        await Promise.all([refused, unheard])
        await come
        await store.close()
      } finally {
        await hold.close()
      }
    }
    expect(await ownRows(file, 'c1')).not.toEqual([])
    expect(await ownRows(server, 'c1')).toEqual([])
  })

  test('a register whose community was moved away while it was read is refused, and leaves nothing behind', async () => {
    await communityOnServer()
    writeFileSync(join(cwd, 'register.csv'), '楼栋,单元,房号,面积\n3,2,501,89.5\n')
    const leaving = await writing(
      `with "held" as (select from "heads" where "communityId" = 'c1' for update)
       delete from "communities" using "held"`,
    )
    const importing = wugong('import', 'households', 'register.csv', '--db', server)
    await leaving.isWaitedFor()
    await leaving.commit()
    expect(await importing).toMatchObject({ code: 1, err: expect.stringContaining('搬走') })
    expect((await ownRows(server, 'c1')).map(({ table }) => table)).not.toContain('households')
  })

  test('until when an account was heard goes along with its community, and stays also where others are reached through it', async () => {
    const accounts = ['its own', 'shared', 'of one who is nobody’s yet', 'of others']
    const chats = [
      ['going', 0],
      ['going', 1],
      ['going', 2],
      ['staying', 1],
      ['', 2],
      ['staying', 3],
    ] as const
    const keys = (...of: number[]) =>
      of.flatMap((n) => [`heard-until:remote:${accounts[n]}`, `seen:remote:${accounts[n]}`])
    const old = openSqlite(file)
    for (const id of ['going', 'staying'])
      await old.transact(() => addCommunity({ id, name: id, timezone: 'Asia/Shanghai', demo: false }, 1))
    await old.transact(function* () {
      for (const [communityId, n] of chats) {
        const key = {
          adapter: 'remote',
          account: accounts[n] ?? '',
          epoch: '',
          kind: 'group',
          nativeId: communityId,
        } as const
        yield* openChat(key, { communityId, name: '' })
      }
      for (const key of keys(0, 1, 2, 3)) yield* insert('marks', { communityId: NOBODY, key, at: 7 })
    })
    await old.close()
    const marks = async (database: string) => {
      const store = await openStore(database, { unfinished: true })
      const rows = await store.transact(() => list('marks', { communityId: NOBODY }))
      await store.close()
      return rows
        .map(({ key }) => key)
        .filter((key) => key.includes('remote'))
        .sort()
    }
    const move = (from: string, to: string) =>
      copyDatabase(from, to, { community: 'going', before: (sums) => takeOut(from, 'going', sums, async () => {}) })

    await move(file, server)
    expect(await marks(server)).toEqual(keys(0, 1, 2).sort())
    expect(await marks(file)).toEqual(keys(1, 2, 3).sort())
    const store = await openPostgres(server)
    const heard = new Heard(store, { info: () => {}, warn: () => {}, error: () => {} })
    const which = { platform: 'remote', account: 'its own' }
    await heard.look(which)
    expect(heard.of(which).at).toBe(7)
    await store.close()

    const back = join(cwd, 'back.db')
    await move(server, back)
    expect(await marks(back)).toEqual(keys(0, 1, 2).sort())
    expect(await marks(server)).toEqual([])
  })

  test('a target that holds something else, and a database in use, are refused and stay as they are', async () => {
    await day(file)
    const other = join(cwd, 'other.db')
    const store = openSqlite(other)
    await store.transact(() => addCommunity({ id: 'x', name: '别处社区', timezone: 'Asia/Shanghai', demo: false }, 1))
    await store.close()
    const sums = await sumsOf(other)
    const taken = await wugong('move', '--from', file, '--to', other)
    expect(taken).toMatchObject({ code: 1, err: expect.stringContaining('已经有别的数据') })
    expect(await sumsOf(other)).toEqual(sums)

    await wugong('move', '--from', file, '--to', server)
    const program = await startProgram('all', { cwd, database: server, settings: { WUGONG_LEASE: '20' } })
    try {
      const used = await wugong('move', '--from', server, '--to', join(cwd, 'new.db'))
      expect(used).toMatchObject({ code: 1, err: expect.stringContaining('还有五共的进程在用') })
    } finally {
      await program.kill('SIGTERM')
    }
  })

  test('a process that only shows pages, or has no account yet, is one that uses the database, until it is stopped', async () => {
    const move = () => wugong('move', '--from', server, '--to', join(cwd, 'new.db'))
    for (const role of ['web', 'gateway'] as const) {
      const place = { cwd, database: server, settings: { WUGONG_SIMULATOR: 'off' } }
      const [program, another] = [await startProgram(role, place), await startProgram(role, place)]
      try {
        expect(await move(), role).toMatchObject({ code: 1, err: expect.stringContaining('还有五共的进程在用') })
        await another.kill('SIGTERM')
        expect(await move(), role).toMatchObject({ code: 1 })
      } finally {
        await Promise.all([another.kill('SIGTERM'), program.kill('SIGTERM')])
      }
    }
    expect(await move()).toMatchObject({ code: 0 })
  })

  test('a process that is started on the old one while it is copied is seen at the end, and the same command again makes it whole', async () => {
    await longTrail()
    expect(await wugong('move', '--from', file, '--to', server)).toMatchObject({ code: 0 })
    const to = join(cwd, 'new.db')
    const moving = wugong('move', '--from', server, '--to', to)
    await expect.poll(() => existsSync(to), { timeout: 30_000, interval: 1 }).toBe(true)
    const store = await openPostgres(server)
    const processes = new Workers({ store, holder: 'a', ms: 60_000 })
    await processes.join(false)
    expect(await moving).toMatchObject({ code: 1, err: expect.stringContaining('还有五共的进程在用') })
    expect(await wugong('start', '--db', to)).toMatchObject({ code: 1, err: expect.stringContaining('还没搬完') })
    await processes.leave()
    await store.close()
    expect(await wugong('move', '--from', server, '--to', to)).toMatchObject({ code: 0 })
    expect(await sumsOf(to)).toEqual(await sumsOf(server))
  })

  test('killed in the middle it refuses to be used, and the same command again makes it whole', async () => {
    const rows = await longTrail()
    const args = ['move', '--from', file, '--to', server]
    const child = spawn(process.execPath, [resolve('dist/cli.js'), ...args], { stdio: 'ignore' })
    const ended = new Promise((done) => child.once('close', done))
    const copied = () => rowsIn('events')
    await expect.poll(copied, { timeout: 30_000, interval: 1 }).toBeGreaterThan(0)
    child.kill('SIGKILL')
    await ended
    expect(await copied()).toBeLessThan(rows)

    writeFileSync(join(cwd, 'register.csv'), '楼栋,单元,房号,面积\n3,2,501,89.5\n')
    for (const command of [
      ['start'],
      ['verify-log'],
      ['export', 'events'],
      ['link'],
      ['code'],
      ['import', 'households', 'register.csv'],
      ['backup', 'half.db'],
    ]) {
      const refused = await wugong(...command, '--db', server)
      expect(refused, command[0]).toMatchObject({
        code: 1,
        out: '',
        err: expect.stringMatching(/^[^\n]*还没搬完[^\n]*\n$/),
      })
    }
    const checked = await wugong('check', '--db', server)
    expect(checked).toMatchObject({ code: 1, out: expect.stringMatching(/^✘ 数据库：[^\n]*还没搬完/m), err: '' })
    expect(checked.out).toContain('平台：')
    const other = await wugong('move', '--from', join(cwd, 'none.db'), '--to', server)
    expect(other.code).toBe(1)
    expect(await wugong(...args)).toMatchObject({ code: 0 })
    expect(await sumsOf(server)).toEqual(await sumsOf(file))
    expect(await wugong(...args)).toMatchObject({ code: 1, err: expect.stringContaining('已经有别的数据') })
  })

  test('a backup of PostgreSQL taken while people talk is whole, and goes back into an empty database', async () => {
    const kept = join(cwd, 'kept.db')
    await day(server, async () => {
      expect(await wugong('backup', kept, '--db', server)).toMatchObject({ code: 0 })
    })
    const polls = JSON.parse((await wugong('export', 'polls', '--db', kept)).out)
    expect(polls).toMatchObject([{ answered: 4 }])
    const again = await running().database()
    try {
      expect(await wugong('restore', kept, '--db', again)).toMatchObject({ code: 0 })
      expect(await sumsOf(again)).toEqual(await sumsOf(kept))
      expect(await wugong('verify-log', '--db', again)).toMatchObject({ code: 0 })
      // What was said before the backup is in it, without a hole; what came after is not.
      const numbers = (database: string) =>
        wugong('export', 'suggestions', '--db', database).then(({ out }) =>
          (JSON.parse(out) as { number: number }[]).map(({ number }) => number),
        )
      const in_it = await numbers(again)
      expect(in_it).toEqual((await numbers(server)).slice(0, in_it.length))
      expect(await wugong('restore', kept, '--db', again)).toMatchObject({ code: 1 })
      await day(again)
    } finally {
      await running().drop(again)
    }
  })
})
