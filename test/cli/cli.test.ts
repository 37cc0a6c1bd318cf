import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { COPYING } from '../../src/app/lease.ts'
import { insertIfAbsent, list, type Task } from '../../src/app/operations.ts'
import { DEMO_REMOVED } from '../../src/app/remove-community.ts'
import { addCommunity } from '../../src/app/setup.ts'
import { keepAhead } from '../../src/clock.ts'
import { DAY } from '../../src/core/kernel/calendar.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

/** The built program (`pretest` builds it), as a person starts it. */
const CLI = join(import.meta.dirname, '../../dist/cli.js')

let folder: string
let db: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wugong-cli-'))
  db = join(folder, 'wugong.db')
})
afterEach(() => rmSync(folder, { recursive: true }))

const environment = (settings: Record<string, string>) => ({ PATH: process.env.PATH ?? '', HOME: folder, ...settings })
const wugong = (args: string[], settings: Record<string, string> = {}) =>
  spawnSync(process.execPath, [CLI, ...args, '--db', db], { encoding: 'utf8', env: environment(settings) })

const write = (name: string, content: string | Uint8Array) => {
  const file = join(folder, name)
  writeFileSync(file, content)
  return file
}
const REGISTER =
  '楼栋,单元,房号,面积,面积来源,业主,手机\n3,2,501,89.50,产权证,张三,13800138000\n3,2,502,90,产权证,李四,\n'

/** Starts the program and waits for its first lines. */
const start = async (settings: Record<string, string>) => {
  const program = spawn(process.execPath, [CLI, 'start', '--db', db], {
    env: environment({ WUGONG_PORT: '0', ...settings }),
  })
  onTestFinished(() => {
    program.kill('SIGKILL')
  })
  let out = ''
  const began = performance.now()
  await new Promise<void>((resolve, reject) => {
    program.stdout.on('data', (chunk) => {
      out += chunk
      if (out.includes('后台')) resolve()
    })
    program.once('exit', () => reject(new Error(out)))
  })
  const stop = () =>
    new Promise<number | null>((resolve) => {
      program.once('exit', resolve)
      program.kill('SIGTERM')
    })
  return { out, stop, tookMs: performance.now() - began }
}

describe('how commands end', () => {
  test('an unknown command, table or option is wrong usage: exit 2', () => {
    for (const args of [['dance'], ['export', 'secrets'], ['export', 'polls', '--format', 'pdf'], ['replay'], []])
      expect(wugong(args).status, args.join(' ')).toBe(2)
    expect(wugong(['check', '--colour']).status).toBe(2)
  })

  test('what is not understood is named in one line, with where to look', () => {
    for (const [args, said] of [
      [['check', '--colour'], /^--colour 这个选项不认识.*help\n$/],
      [['check', '--format'], /^(--format|--db) 后面写得不对.*help\n$/],
      [['dance'], /^没有“dance”这个命令.*help\n$/],
      [['replay'], /^少写了文件.*help\n$/],
    ] as const) {
      const { status, stderr } = wugong([...args])
      expect([stderr, status]).toEqual([expect.stringMatching(said), 2])
    }
    expect(wugong(['help'])).toMatchObject({ status: 0, stdout: expect.stringContaining('verify-log') })
  })

  test('check sees a list of words that a start refuses', () => {
    const refusals = [
      ['/nofile', /✘ 设置 WUGONG_WORDS：文件打不开：\/nofile/],
      [write('words.tsv', '老槐树\n'), /✘ 设置 WUGONG_WORDS：.*第1行看不懂/],
    ] as const
    for (const [words, said] of refusals) {
      const { status, stdout } = wugong(['check'], { WUGONG_WORDS: words })
      expect([stdout, status]).toEqual([expect.stringMatching(said), 1])
      expect(stdout).not.toContain('都认得')
    }
  })

  test('an empty table has its header; one that nothing fills yet says so', () => {
    wugong(['import', 'households', write('a.csv', REGISTER), '--community', '幸福里社区'])
    expect(wugong(['export', 'ballots', '--format', 'csv']).stdout).toBe(
      '\uFEFFpoll,member,home,choice,at,message,counted,reason\r\n',
    )
    const { status, stdout, stderr } = wugong(['export', 'pay'])
    expect([status, stdout]).toEqual([0, '[]\n'])
    expect(stderr).toContain('还没有')
  })

  test('a misspelt setting refuses the start and names itself', () => {
    const { status, stderr } = wugong(['start'], { WUGONG_PROT: '9000' })
    expect(status).toBe(1)
    expect(stderr).toContain('WUGONG_PROT')
    expect(stderr).toContain('WUGONG_PORT')
  })

  test('an export of a database that is not there says so and makes none', () => {
    const { status, stderr } = wugong(['export', 'polls'])
    expect(status).toBe(1)
    expect(stderr).toContain('没有这个数据库')
    expect(existsSync(db)).toBe(false)
  })

  test('a file that a copy has left half done is no database to be asked; check says so beside the rest', async () => {
    wugong(['import', 'households', write('a.csv', REGISTER), '--community', '幸福里社区'])
    const store = openSqlite(db)
    const begun = { name: COPYING, holder: 'another', until: 0, health: 'down', scan: null } as const
    await store.transact(() => insertIfAbsent('leases', begun))
    await store.close()
    for (const args of [['export', 'polls'], ['verify-log'], ['link'], ['code'], ['plan'], ['start']]) {
      const { status, stderr } = wugong(args)
      expect(status, args[0]).toBe(1)
      expect(stderr, args[0]).toMatch(/^往这个数据库里搬的数据还没搬完[^\n]*\n$/)
    }
    const { status, stdout, stderr } = wugong(['check'])
    expect([status, stderr]).toEqual([1, ''])
    expect(stdout).toMatch(/^✘ 数据库：往这个数据库里搬的数据还没搬完/m)
    expect(stdout).toMatch(/^✔ 磁盘/m)
  })

  test('a database of an older version is upgraded by a start alone: an older process may be running on it', async () => {
    const file = write('a.csv', REGISTER)
    const labelled = write('labelled.csv', `内容,类别\n${'灯坏了,供电\n停水了,供水\n'.repeat(10)}`)
    const old = new Database(db)
    for (const statement of readFileSync('drizzle/sqlite/0000_start.sql', 'utf8').split('--> statement-breakpoint'))
      old.exec(statement)
    old.pragma('user_version = 1')
    old.close()
    const before = readFileSync(db)
    for (const args of [
      ...[
        ['verify-log'],
        ['export', 'polls'],
        ['plan'],
        ['link'],
        ['code'],
        ['remove-demo'],
        ['replay', write('r', '')],
      ],
      ['import', 'households', file, '--community', '幸福里社区'],
      ['triage', 'train', labelled, '--community', '幸福里社区'],
      ['move', '--from', db, '--to', join(folder, 'new.db')],
    ]) {
      const { status, stderr } = wugong(args)
      expect([status, stderr], args[0]).toEqual([
        1,
        expect.stringMatching(/^[^\n]*旧版本[^\n]*backup[^\n]*start[^\n]*\n$/),
      ])
    }
    expect(wugong(['check']).stdout).toMatch(/^✘ 数据库：这个数据库是旧版本的五共写的/m)
    const copy = join(folder, 'copy.db')
    expect(wugong(['backup', copy]).status).toBe(0)
    const version = (name: string) => {
      const opened = new Database(name, { readonly: true })
      const { user_version } = opened.prepare<[], { user_version: number }>('pragma user_version').get() ?? {}
      opened.close()
      return user_version
    }
    expect([version(db), version(copy), readFileSync(db).equals(before)]).toEqual([1, 1, true])
    await (await start({})).stop()
    expect(version(db)).toBeGreaterThan(1)
    expect(wugong(['check']).stdout).not.toContain('旧版本')
  })

  test('a folder where the database is to be is called one, by check too', () => {
    mkdirSync(db)
    expect(wugong(['check']).stdout).toMatch(/^✘ 数据库：这是个文件夹/m)
    expect(wugong(['verify-log'])).toMatchObject({ status: 1, stderr: expect.stringMatching(/^这是个文件夹[^\n]*\n$/) })
  })

  test('a database and its backup are read by nobody else; a link in is on no service’s output, except of the demonstration', async () => {
    expect((await start({})).out).toContain('/login?t=')
    const copy = join(folder, 'copy.db')
    wugong(['backup', copy])
    for (const name of [db, copy]) expect(statSync(name).mode & 0o777).toBe(0o600)
    db = join(folder, 'own.db')
    wugong(['import', 'households', write('a.csv', REGISTER), '--community', '幸福里社区'])
    // As an earlier version left it.
    chmodSync(db, 0o644)
    const { out, stop } = await start({})
    expect(statSync(db).mode & 0o777).toBe(0o600)
    expect(out).toContain('npm run wugong -- link')
    expect(out).not.toContain('login?t=')
    await stop()
  })

  test('a bad line of a replay is refused with its number', () => {
    const file = write(
      'bad.jsonl',
      '{"type":"community","name":"幸福里","timezone":"Asia/Shanghai"}\n{"type":"time","at":"今晚"}\n',
    )
    const { status, stderr, stdout } = wugong(['replay', file])
    expect(status).toBe(1)
    expect(stderr).toMatch(/^第2行/)
    expect(stdout).toBe('')
  })
})

describe('the register of homes', () => {
  test('the first import is written, a second shows what it would change and waits', () => {
    expect(wugong(['import', 'households', write('a.csv', REGISTER), '--community', '幸福里社区']).stdout).toContain(
      '名册建好了，共2户',
    )
    const changed = write('b.csv', REGISTER.replace('90,', '91.5,'))
    expect(wugong(['import', 'households', changed]).stdout).toMatch(/3-2-502 面积：90㎡ → 91.5㎡[\s\S]*--apply/)
    expect(wugong(['import', 'households', changed]).stdout).toContain('91.5')
    expect(wugong(['import', 'households', changed, '--apply']).stdout).toContain('改好了')
    expect(wugong(['import', 'households', changed]).stdout).toContain('一样')
  })

  test('a list without areas is taken, says what it cannot be used for, and may be completed', () => {
    const bare = write('bare.csv', '楼栋,房号,业主\n3,501,张三\n3,502,李四\n')
    expect(wugong(['import', 'households', bare, '--community', '幸福里社区']).stdout).toMatch(
      /有2户没写面积：按面积算的表决用不了，有了再导入一次。[\s\S]*共2户/,
    )
    const whole = write('whole.csv', '楼栋,房号,面积\n3,501,89.5\n3,502,90\n')
    expect(wugong(['import', 'households', whole, '--apply']).stdout).toMatch(/3-501 面积：空 → 89.5㎡[\s\S]*改好了/)
  })

  test('a name that is mistyped or empty makes no second community; --new does', () => {
    const register = write('a.csv', REGISTER)
    const into = (...rest: string[]) => wugong(['import', 'households', register, '--community', ...rest])
    expect(into('').status).toBe(2)
    expect(into('  ').stderr).toContain('空的')
    expect(into('幸福里社区').stdout).toContain('名册建好了')
    for (const typo of [into('幸福里'), into('幸福里', '--apply')]) {
      expect(typo.status).toBe(1)
      expect(typo.stderr).toMatch(/没有“幸福里”这个社区，有的是：幸福里社区。.*--new/)
    }
    expect(into(' 幸福里社区 ').stdout).toContain('一样')
    expect(into('阳光里社区', '--new').stdout).toContain('名册建好了')
    const names = [...wugong(['check']).stdout.matchAll(/社区：(\S+)，/g)].map(([, name]) => name)
    expect(names).toEqual(['幸福里社区', '阳光里社区'])
  })

  test('a list as Excel in China writes it is read', () => {
    // 楼栋,单元,房号,面积\n3,2,501,89.5 in GB18030.
    const bytes = Buffer.from('c2a5b6b02cb5a5d4aa2cb7bfbac52cc3e6bbfd0a332c322c3530312c38392e350a', 'hex')
    expect(wugong(['import', 'households', write('gb.csv', bytes), '--community', '幸福里']).stdout).toContain('共1户')
  })

  test('one bad line refuses the whole list, with the line and the reason', () => {
    const bad = write('bad.csv', `${REGISTER}3,2,501,88,产权证,王五,\n3,2,503,-4,产权证,赵六,\n`)
    const { status, stderr } = wugong(['import', 'households', bad, '--community', '幸福里社区'])
    expect(status).toBe(1)
    expect(stderr).toMatch(/第4行/)
    expect(stderr).toMatch(/第5行/)
    expect(wugong(['import', 'households', write('good.csv', REGISTER), '--community', '幸福里社区']).stdout).toContain(
      '名册建好了',
    )
  })
})

describe('the program', () => {
  test('is there within 1.5 s, stops within 5 s, and lets go of its database', async () => {
    const { stop, out } = await start({})
    expect(out).toMatch(/http:\/\/127\.0\.0\.1:\d+\/sim/)
    const began = performance.now()
    expect(await stop()).toBe(0)
    expect(performance.now() - began).toBeLessThan(5_000)
    expect(existsSync(`${db}.lock`)).toBe(false)
  })

  test('refuses a database that another one is serving', async () => {
    const { stop } = await start({})
    const second = wugong(['start'], { WUGONG_PORT: '0' })
    expect(second.status).toBe(1)
    expect(second.stderr).toContain('正在用这个数据库')
    await stop()
  })

  test('its data survives a backup and a restore, also a backup taken while it runs', async () => {
    const { stop } = await start({})
    const copy = join(folder, 'copy.db')
    expect(wugong(['backup', copy]).status).toBe(0)
    expect(wugong(['backup', copy]).stderr).toContain('没有覆盖')
    expect(wugong(['restore', copy]).stderr).toContain('先停下')
    await stop()
    expect(wugong(['remove-demo']).status).toBe(0)
    expect(JSON.parse(wugong(['export', 'events']).stdout)).toEqual([])
    expect(wugong(['restore', copy]).stdout).toContain('恢复好了')
    expect(wugong(['check']).stdout).toContain('幸福里社区')
  })

  test('a link is good by the clock that runs, also where the simulator has moved it on and nothing happened since', async () => {
    const { out, stop } = await start({})
    const [, url = ''] = /群聊：(\S+)\/sim/.exec(out) ?? []
    const opens = async () => {
      const [, t = ''] = /login\?t=(\S+)/.exec(wugong(['link']).stdout) ?? []
      const login = { method: 'POST', redirect: 'manual', headers: { origin: url }, body: new URLSearchParams({ t }) }
      return (await fetch(`${url}/login`, login as RequestInit)).status
    }
    const tomorrow = async () => {
      const headers = { 'content-type': 'application/json', 'x-wugong-sim': '1' }
      const body = JSON.stringify({ to: '9:00' })
      expect((await fetch(`${url}/sim/api/clock`, { method: 'POST', headers, body })).status).toBe(200)
    }
    expect(await opens()).toBe(303)
    await tomorrow()
    await tomorrow()
    expect(await opens()).toBe(303)
    await stop()
  })

  test('what a command writes is of the time that the simulator was moved on to', async () => {
    const began = Date.now()
    const asked = async <R>(task: () => Task<R>): Promise<R> => {
      const store = openSqlite(db)
      try {
        return await store.transact(task)
      } finally {
        await store.close()
      }
    }
    await asked(function* () {
      yield* addCommunity({ id: 'demo', name: '演示', timezone: 'Asia/Shanghai', demo: true }, began)
      yield* keepAhead(3 * DAY)
    })
    const labelled = ['内容,类别', ...Array.from({ length: 20 }, (_, i) => `${i}号楼,${i % 2 ? '供水' : '供电'}`)].join(
      '\n',
    )
    const community = ['--community', '幸福里社区']
    for (const args of [
      ['import', 'households', write('a.csv', REGISTER), ...community],
      ['triage', 'train', write('labelled.csv', labelled), ...community],
      ['remove-demo'],
    ])
      expect(wugong(args), args[0]).toMatchObject({ status: 0 })
    const events = await asked(() => list('events', { type: { in: ['register.imported', 'triage.adopted'] } }))
    const removed = await asked(() => list('marks', { key: DEMO_REMOVED }))
    const [digest] = await asked(() => list('timers'))
    expect([events.length, removed.length]).toEqual([2, 1])
    for (const at of [...events.map(({ at }) => at), removed[0]?.at, digest?.dueAt])
      expect(at).toBeGreaterThanOrEqual(began + 3 * DAY)
  })

  test('after the demonstration was removed, a start makes no new one', async () => {
    await (await start({})).stop()
    expect(wugong(['remove-demo']).stdout).toContain('清掉了')
    expect(wugong(['remove-demo']).stdout).toContain('没有演示数据')
    await (await start({})).stop()
    expect(wugong(['check']).stdout).not.toContain('幸福里')
  })

  test('a file that is no database is left untouched', () => {
    const before = 'this is no database, however long it is made to look like one. '.repeat(20)
    writeFileSync(db, before)
    const { status, stderr } = wugong(['export', 'polls'])
    expect(status).toBe(1)
    expect(stderr).toContain('不是数据库')
    expect(readFileSync(db, 'utf8')).toBe(before)
  })
})

test('the table of commands is what --help prints', () => {
  const help = execFileSync(process.execPath, [CLI, '--help'], { encoding: 'utf8' })
  for (const command of ['start', 'replay', 'import households', 'export', 'check', 'backup', 'restore', 'move'])
    expect(help).toContain(command)
})
