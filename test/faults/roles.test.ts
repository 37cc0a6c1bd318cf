import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { journalOf } from '../../src/files.ts'
import { hasPooler, type Pooler, startPooler } from '../support/pooler.ts'
import { type Server, startServer } from '../support/postgres.ts'
import { type Program, runCommand, startProgram } from '../support/program.ts'

/** Several programs on one PostgreSQL, each a real process, as an operator starts them. */

const found = await startServer({ durable: true })
const missing = 'missing' in found ? found.missing : null
const running = (): Server => {
  if ('missing' in found) throw new Error(found.missing)
  return found
}
afterAll(async () => {
  if (!('missing' in found)) await found.stop()
})

const WAIT = { timeout: 30_000, interval: 100 }
const QUICK = { WUGONG_LEASE: '3' }

/** This build with one more migration, which adds to the tables that every message goes through. */
const nextBuild = (folder: string): string => {
  for (const name of ['dist', 'drizzle', 'package.json']) cpSync(name, join(folder, name), { recursive: true })
  symlinkSync(resolve('node_modules'), join(folder, 'node_modules'))
  const journal = join(folder, 'drizzle/pg/meta/_journal.json')
  const { entries, ...rest } = JSON.parse(readFileSync(journal, 'utf8'))
  const tag = '9999_next'
  const entry = { ...entries.at(-1), idx: entries.length, tag, when: entries.at(-1).when + 1 }
  writeFileSync(journal, JSON.stringify({ ...rest, entries: [...entries, entry] }))
  const added = [
    'ALTER TABLE "outbox" ADD COLUMN "tries" bigint DEFAULT 0 NOT NULL;',
    'ALTER TABLE "inbox" ADD COLUMN "words" text;',
    'CREATE INDEX "inbox_words" ON "inbox" USING btree ("words");',
    'CREATE TABLE "tries" ("communityId" text NOT NULL, "at" bigint NOT NULL);',
  ]
  writeFileSync(join(folder, `drizzle/pg/${tag}.sql`), added.join('--> statement-breakpoint\n'))
  return join(folder, 'dist/cli.js')
}

/** So few that the processes have to share them. */
const SESSIONS = 4

for (const way of ['directly', 'behind a pooler in transaction mode'] as const) {
  const isPooled = way !== 'directly'
  const lack = missing ?? (isPooled && !hasPooler() ? 'no pgbouncer here' : null)
  describe.skipIf(lack)(`many processes, ${way}${lack ? `: ${lack}` : ''}`, { timeout: 120_000 }, () => {
    let cwd: string
    let database: string
    /** Where the programs find it. */
    let address: string
    let pooler: Pooler | null = null
    let programs: Program[] = []

    if (isPooled)
      beforeAll(async () => {
        pooler = await startPooler(running().admin, SESSIONS)
        return pooler.stop
      })
    beforeEach(async () => {
      cwd = mkdtempSync(join(tmpdir(), 'wugong-roles-'))
      database = await running().database()
      address = new URL(new URL(database).pathname, pooler?.url ?? database).href
    })
    afterEach(async () => {
      await Promise.all(programs.map((program) => program.kill('SIGKILL')))
      programs = []
      await running().drop(database)
      rmSync(cwd, { recursive: true })
    })

    const begin = async (
      role: Parameters<typeof startProgram>[0],
      { settings = QUICK, ...build }: Pick<Parameters<typeof startProgram>[1], 'settings' | 'cli'> = {},
    ): Promise<Program> => {
      const program = await startProgram(role, { cwd, database: address, settings, ...build })
      programs.push(program)
      return program
    }

    const says = async (gateway: Program, person: string, room: string, text: string) => {
      // Until it holds the account it takes nothing.
      await expect.poll(async () => (await say(gateway, person, room, text)).id, WAIT).toEqual(expect.any(String))
    }
    const say = async (gateway: Program, person: string, room: string, text: string) => {
      const response = await fetch(`${gateway.url}/sim/api/say`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-wugong-sim': '1' },
        body: JSON.stringify({ person, room, text }),
      })
      return (await response.json()) as { id?: string; refused?: string }
    }

    /** What the platform itself has kept of the bot's words, in order. */
    const heard = () =>
      readFileSync(join(cwd, journalOf(address)), 'utf8')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
        .filter((entry) => entry.t === 'event' && entry.message?.from === 'bot')
        .map((entry) => ({ chat: entry.message.chat.id as string, text: entry.message.text as string }))

    const hears = (words: string) => {
      const texts = () => heard().map(({ text }) => text)
      return expect.poll(() => texts().join(), WAIT).toContain(words)
    }

    const sql = async (text: string) => {
      const client = new pg.Client(database)
      await client.connect()
      try {
        return (await client.query(text)).rows as Record<string, unknown>[]
      } finally {
        await client.end()
      }
    }

    const exported = async (table: string): Promise<Record<string, unknown>[]> => {
      const { out, err } = await runCommand(['export', table, '--db', address], { cwd })
      expect(err).toBe('')
      return JSON.parse(out)
    }

    test('two workers, a console and a gateway play a small day', async () => {
      const gateway = await begin('gateway')
      const [, , web] = await Promise.all([begin('worker'), begin('worker'), begin('web')])
      await says(gateway, 'p5', 'g3', '建议：3栋门口装个扶手')
      await hears('已记下')
      await says(gateway, 's1', 'g0', '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')
      await hears('东门要不要装充电桩')
      const votes = ['p1', 'p2', 'p3', 'p4', 'p5', 'p6', 'p7', 'p8']
      await Promise.all(votes.map((person, i) => says(gateway, person, 'g0', i % 3 === 0 ? '2' : '1')))
      await expect.poll(async () => (await exported('polls'))[0]?.answered, WAIT).toBe(8)
      expect((await exported('polls'))[0]?.options).toEqual([
        { label: '装', count: 5 },
        { label: '不装', count: 3 },
      ])

      // The hour of the digest has come.
      await sql(`update "timers" set "dueAt" = ${Date.now()} where "kind" = 'digest' and "firedAt" is null`)
      await expect.poll(() => heard().filter(({ chat }) => chat === 'gc').length, WAIT).toBeGreaterThan(0)
      expect(await exported('digests')).toHaveLength(1)

      // The console is another process than the gateway, and still knows how that is.
      const { out } = await runCommand(['link', '--db', address], { cwd })
      expect(out).toContain('WUGONG_URL')
      const link = out.match(/login\?t=\S+/)?.[0]
      const token = new URLSearchParams(link?.split('?')[1]).get('t') ?? ''
      const login = await fetch(`${web.url}/login`, {
        method: 'POST',
        redirect: 'manual',
        headers: { 'content-type': 'application/x-www-form-urlencoded', origin: web.url },
        body: new URLSearchParams({ t: token }),
      })
      const cookie = login.headers.get('set-cookie')?.split(';')[0] ?? ''
      const groups = async () => await (await fetch(`${web.url}/groups`, { headers: { cookie } })).text()
      expect(await groups()).toContain('幸福里3栋业主群')
      // On a busy machine the gateway may be silent for as long as its short lease.
      await expect.poll(async () => (await groups()).includes('✓'), WAIT).toBe(true)

      const [{ n: handled } = { n: 0 }] = await sql(`select count(*)::int as "n" from "inbox" where "outcome" is null`)
      expect(handled).toBe(0)
      for (const program of programs) expect(program.said()).not.toContain('"level":50')
    })

    test('of two gateways one waits, and takes over within 30 s of the death of the first; nothing is lost or said twice', async () => {
      // As an operator has it who sets nothing: what is measured here is what he waits. Once is enough.
      const AS_IS = isPooled ? {} : { settings: {} }
      await begin('worker', AS_IS)
      const first = await begin('gateway', AS_IS)
      await says(first, 'p5', 'g3', '建议：3栋门口装个扶手')
      await expect.poll(() => heard().length, WAIT).toBe(2)
      const second = await begin('gateway', AS_IS)
      // On the page of the one that waits nothing is taken that nobody would hear.
      expect((await say(second, 'p5', 'g3', '建议：没人听见')).refused).toContain('另一个网关')
      // Said, and perhaps neither stored nor answered when the gateway dies.
      for (const [i, person] of ['p5', 'p6', 'p7', 'p8'].entries())
        await says(first, person, 'g3', `建议：第${i}件事，路灯坏了`)
      const killedAt = performance.now()
      await first.kill('SIGKILL')
      const patience = { ...WAIT, timeout: 60_000 }
      await expect
        .poll(async () => (await say(second, 'p5', 'g3', '我的建议')).id, patience)
        .toEqual(expect.any(String))
      expect(performance.now() - killedAt).toBeLessThan(30_000)
      await expect.poll(() => heard().at(-1)?.text ?? '', WAIT).toContain('扶手')
      await expect.poll(async () => (await exported('suggestions')).length, WAIT).toBe(5)
      // What is said in private has an order of its own.
      await expect.poll(() => sql(`select "status" from "outbox" where "status" <> 'sent'`), WAIT).toEqual([])
      const keys = await sql(`select count(*)::int as "n" from "outbox"`)
      expect(heard()).toHaveLength(keys[0]?.n as number)
    })

    test('whichever of two workers is killed, the other does its work', async () => {
      const gateway = await begin('gateway')
      const workers = [await begin('worker'), await begin('worker')]
      await says(gateway, 'p5', 'g3', '建议：第0件事，路灯坏了')
      await expect.poll(async () => (await exported('suggestions')).length, WAIT).toBe(1)
      for (const [i, worker] of workers.entries()) {
        await worker.kill('SIGKILL')
        await says(gateway, 'p6', 'g3', `建议：第${i + 1}件事，路灯坏了`)
        await expect.poll(async () => (await exported('suggestions')).length, WAIT).toBe(i + 2)
        await begin('worker')
      }
    })

    if (isPooled) return

    test('check says that nobody works and since when, and that nobody is the gateway', async () => {
      const checked = async () => (await runCommand(['check', '--db', address], { cwd })).out
      const gateway = await begin('gateway')
      const worker = await begin('worker')
      await begin('web')
      await says(gateway, 'p5', 'g3', '建议：3栋门口装个扶手')
      await expect.poll(async () => (await exported('suggestions')).length, WAIT).toBe(1)
      expect(await checked()).not.toMatch(/处理：|网关/)
      await worker.kill('SIGTERM')
      await says(gateway, 'p6', 'g3', '建议：路灯坏了')
      await expect.poll(async () => sql(`select 1 from "inbox" where "outcome" is null`), WAIT).toHaveLength(1)
      expect(await checked()).toMatch(/^✘ 处理：没有 worker 在跑/m)
      await sql(`update "inbox" set "receivedAt" = "receivedAt" - 120000`)
      expect(await checked()).toMatch(/^✘ 处理：有1条消息没人处理，最早的等了2分钟/m)
      await gateway.kill('SIGTERM')
      expect(await checked()).toMatch(/^✘ 平台：simulator:bot 的群没有网关在收发/m)
    })

    test('where the queue loses every wake-up, what was said is handled and answered all the same', async () => {
      const gateway = await begin('gateway')
      await begin('worker')
      await sql(`create function "lose"() returns trigger language plpgsql as 'begin return null; end'`)
      await sql(
        `create trigger "lose" before insert on "graphile_worker"."_private_jobs" for each row execute function "lose"()`,
      )
      for (const [i, person] of ['p5', 'p6', 'p7', 'p8'].entries())
        await says(gateway, person, 'g3', `建议：第${i}件事，路灯坏了`)
      await expect.poll(async () => (await exported('suggestions')).length, WAIT).toBe(4)
      await expect
        .poll(async () => sql(`select count(*)::int as "n" from "outbox" where "status" <> 'sent'`), WAIT)
        .toEqual([{ n: 0 }])
    })

    test('a newer build changes the tables under an older one at work, and follows it; nothing is lost or counted twice', {
      timeout: 240_000,
    }, async () => {
      const cli = nextBuild(join(cwd, 'next'))
      const gateways = [await begin('gateway')]
      const old = await begin('worker')
      const accepted: string[] = []
      let over = false
      const talk = async (person: string) => {
        // Slower than it is handled, and again where just then nobody has the account.
        for (let n = 1; !over; await new Promise((done) => setTimeout(done, 250))) {
          const text = `第${n}件事，${person}门口的路灯坏了`
          let taken = false
          for (const gateway of gateways)
            taken ||= await say(gateway, person, 'g3', `建议：${text}`).then(
              ({ id }) => id !== undefined,
              () => false,
            )
          if (!taken) continue
          accepted.push(text)
          n += 1
        }
      }
      const handled = async () => Number((await sql('select count(*)::int as "n" from "suggestions"'))[0]?.n)
      /** Both sides are at work: more is said, and more is handled. */
      const more = async () => {
        const [said, known] = [accepted.length, await handled()]
        await expect.poll(() => accepted.length, WAIT).toBeGreaterThan(said + 5)
        await expect.poll(handled, WAIT).toBeGreaterThan(known + 5)
      }
      const talking = Promise.all(['p5', 'p6'].map(talk))
      try {
        await more()
        gateways.push(await begin('gateway', { cli }))
        expect(await sql('select "tries" from "outbox" limit 1')).toHaveLength(1)
        // It waits for the account: all the work is still done by the older build, on the newer tables.
        await more()
        await begin('worker', { cli })
        await old.kill('SIGTERM')
        await more()
        await gateways[0]?.kill('SIGTERM')
        await more()
      } finally {
        over = true
        await talking
      }
      await expect.poll(handled, WAIT).toBe(accepted.length)
      const suggestions = await exported('suggestions')
      expect(suggestions.map(({ text }) => text).sort()).toEqual([...accepted].sort())
      await expect
        .poll(async () => sql(`select count(*)::int as "n" from "outbox" where "status" <> 'sent'`), WAIT)
        .toEqual([{ n: 0 }])
      for (const program of programs) expect(program.said()).not.toContain('"level":50')
    })

    test('a running worker that a newer version has left behind ends by itself and says why', async () => {
      const worker = await begin('worker')
      await sql(`insert into "migrations" values (99, 'of tomorrow', 100)`)
      expect(await worker.ended).toBe(1)
      expect(worker.said()).toContain('请先升级五共')
    })

    test('on a file of SQLite a part alone is refused in one sentence', async () => {
      const { code, err } = await runCommand(['start', '--role', 'worker', '--db', join(cwd, 'a.db')], { cwd })
      expect(code).toBe(1)
      expect(err.trim().split('\n')).toHaveLength(1)
      expect(err).toContain('SQLite')
    })
  })
}
