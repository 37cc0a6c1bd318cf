import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { digestFacts } from '../../src/app/handlers/digest.ts'
import { NOBODY } from '../../src/app/model.ts'
import { find, insert, insertIfAbsent, list, update } from '../../src/app/operations.ts'
import { addCommunity, addGroup, addMember } from '../../src/app/setup.ts'
import { append } from '../../src/app/trail.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser, rowsOf } from './console-support.ts'

let town: Town
let browser: Browser
beforeEach(async () => {
  town = await openTown()
  browser = new Browser(town)
  await browser.signIn()
})
afterEach(() => town.close())

const zhang = () => town.resident('u1', '3-2-501 张三')
const li = () => town.resident('u2', '3-2-302 李四')
const body = async (path: string) => new Uint8Array(await (await browser.get(path)).arrayBuffer())
const csv = async (path: string) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await body(path))

describe('suggestions', () => {
  test('stand with their words, status, home and place', async () => {
    await zhang().says('建议：3栋门口装个扶手')
    await town.staff().says('/转办 1 物业 3天')
    const [row] = rowsOf(await browser.text('/suggestions'))
    expect(row).toEqual([
      '1',
      '3栋门口装个扶手',
      '已转办 物业',
      expect.stringContaining('3月4日'),
      '3-2-501 张三',
      '3-2-501',
      '幸福里3栋业主群',
      '1',
      '今天9:00',
    ])
  })

  test('what a resident writes is text and never markup', async () => {
    await zhang().says('建议：<script>alert(1)</script><img src=x onerror=alert(1)>" onmouseover="x')
    for (const path of ['/suggestions', '/suggestions/1', '/suggestions?q=%3Cscript%3E']) {
      const page = await browser.text(path)
      expect(page).toContain('&lt;script&gt;')
      expect(page).not.toMatch(/<script|<img|" onmouseover/)
    }
    expect(await browser.text('/suggestions?q=%22%3E%3Cscript%3E')).not.toContain('<script')
  })

  test('a phone number is masked in the list and in files, and whole where one is read', async () => {
    await zhang().says('建议：物业电话13812345678打不通')
    expect(await browser.text('/suggestions')).toContain('138****5678')
    expect(await csv('/suggestions.csv')).not.toContain('13812345678')
    expect(await browser.text('/suggestions/1')).toContain('13812345678')
  })

  test('a status, a word and an order can be chosen together, and the file has just that', async () => {
    await zhang().says('建议：扶手松了')
    await li().says('建议：路灯不亮')
    await zhang().says('建议：扶手太低')
    await town.staff().says('/受理 3')
    const numbers = async (query: string) =>
      rowsOf(await browser.text(`/suggestions${query}`)).map(([number]) => number)
    expect(await numbers('')).toEqual(['3', '2', '1'])
    expect(await numbers('?q=扶手')).toEqual(['3', '1'])
    expect(await numbers('?q=扶手&status=received')).toEqual(['1'])
    expect(await numbers('?sort=number')).toEqual(['1', '2', '3'])
    expect(await numbers('?sort=author&dir=desc')).toEqual(['1', '3', '2'])
    const text = await csv('/suggestions.csv?q=扶手&sort=number')
    expect(
      text
        .split('\r\n')
        .slice(1, -1)
        .map((line) => line.split(',')[1]),
    ).toEqual(['扶手松了', '扶手太低'])
  })

  test('whatever stands in the address, a page comes', async () => {
    await zhang().says('建议：扶手松了')
    const junk = fc.record({
      q: fc.string({ unit: 'binary' }),
      status: fc.string(),
      sort: fc.string(),
      dir: fc.string(),
      page: fc.string(),
    })
    await fc.assert(
      fc.asyncProperty(junk, async (query) => {
        const response = await browser.get(`/suggestions?${new URLSearchParams(query)}`)
        expect(response.status).toBe(200)
      }),
      { numRuns: 50 },
    )
    for (const page of ['0', '-1', '999', 'NaN', '1e99', '1.5'])
      expect(rowsOf(await browser.text(`/suggestions?page=${page}&sort=__proto__&status=constructor`))).toHaveLength(1)
    expect((await browser.get('/suggestions/99999999999999')).status).toBe(404)
    expect((await browser.get('/suggestions/2')).status).toBe(404)
  })

  test('more than a hundred come in pages, a file has them all', async () => {
    await town.query(function* () {
      for (let number = 1; number <= 250; number += 1)
        yield* insert('suggestions', {
          communityId: 'c1',
          number,
          status: 'received',
          text: `第${number}件事`,
          authorId: 's1',
          private: false,
          category: '',
          createdAt: town.clock.now(),
          dueAt: town.clock.now(),
        })
    })
    const first = await browser.text('/suggestions')
    expect(rowsOf(first)).toHaveLength(100)
    expect(first).toContain('第 1 页，共 3 页')
    const last = rowsOf(await browser.text('/suggestions?page=3'))
    expect([last.length, last.at(-1)?.[0]]).toEqual([50, '1'])
    expect((await csv('/suggestions.csv')).split('\r\n')).toHaveLength(252)
  })

  test('a file opens right in a spreadsheet and runs nothing', async () => {
    await zhang().says('建议：=HYPERLINK("http://evil","点我")')
    const response = await browser.get('/suggestions.csv')
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8')
    expect(decodeURIComponent(response.headers.get('content-disposition') ?? '')).toBe(
      "attachment; filename*=UTF-8''建议-2026-03-01.csv",
    )
    const text = await csv('/suggestions.csv')
    expect(
      text.startsWith(
        '\ufeff编号,内容,状态,期限,谁提的,门牌,哪里说的,几人提,地点,说到的时间,种类,类别,转给,提出时间,结果\r\n',
      ),
    ).toBe(true)
    expect(text).toContain(`"'=HYPERLINK(`)
    expect([...(await body('/suggestions.xlsx')).slice(0, 2)]).toEqual([0x50, 0x4b])
  })
})

describe('today', () => {
  test('its numbers are the digest’s, and each leads to what it counts', async () => {
    await zhang().says('建议：扶手松了')
    await li().says('建议：路灯不亮')
    await li().whispers('建议：楼上太吵')
    await town.staff().says('/办结 1 修好了')
    await zhang().says('建议：车库积水')
    await town.staff().says('/办结 4 抽干了')
    await zhang().says('4号没好')
    await town.staff().says('/投票 装不装充电桩\n1 装\n2 不装')
    await town.query(() => update('suggestions', { number: 2 }, { dueAt: town.clock.now() - 1 }))
    const community = await town.query(() => find('communities', { id: 'c1' }))
    if (!community) throw new Error('no community')
    const facts = await town.query(() => digestFacts(community, { seq: 0, at: 0 }, town.clock.now()))
    const page = await browser.text('/')
    for (const [list, href] of [
      [facts.received, '/suggestions?status=new'],
      [facts.reopened, '/suggestions?status=reopened'],
      [facts.overdue, '/suggestions?status=overdue'],
      [facts.dueToday, '/suggestions?status=today'],
      [facts.dueTomorrow, '/suggestions?status=due'],
      [facts.closed, '/suggestions?status=closed'],
      [facts.openPolls, '/polls?status=open'],
      [facts.closedPolls, '/polls?status=just-closed'],
      [facts.works, '/work?status=open'],
    ] as const) {
      expect(page).toContain(`<a href="${href}"><b>${list.length}</b>`)
      expect(rowsOf(await browser.text(href))).toHaveLength(list.length)
    }
    expect(facts.received.length + facts.overdue.length + facts.closed.length).toBeGreaterThan(3)
    expect(facts.reopened).toHaveLength(1)
  })

  test.each([
    ['unknown', '不知道送到没有'],
    ['rejected', '没送到，平台不让发'],
  ] as const)(
    'a reply that is %s can be sent once more, and arrives, also where its platform has forgotten it',
    async (status, words) => {
      town.stage.ttlMs = 3_600_000
      await zhang().says('建议：扶手松了')
      const sent = town.hears('g3').length
      const key = await town.query(function* () {
        const reply = yield* find('outbox', {}, { order: 'id', desc: true })
        yield* update('outbox', { id: reply?.id ?? 0 }, { status, doubtfulSince: 0 })
        return `outbox:${reply?.id ?? 0}`
      })
      town.stage.seen.clear()
      const page = await browser.text('/')
      expect([page.includes(words), page.includes('再发一次')]).toEqual([true, true])
      expect((await browser.post('/concerns/again', { key })).headers.get('location')).toBe('/?again')
      await town.timePasses(1)
      expect(town.stage.seen.size).toBe(1)
      expect(sent).toBe(1)
      expect(await browser.text('/')).not.toContain(words)
      // A second click changes nothing: it has arrived.
      expect((await browser.post('/concerns/again', { key })).headers.get('location')).toBe('/')
      expect(
        (await town.query(() => list('events', { type: 'reply.sent-again' }))).map(({ actor, subject }) => [
          actor,
          subject,
        ]),
      ).toEqual([['s1', key]])
    },
  )

  test('a message that could not be handled is shown with its words, can be put aside and brought back', async () => {
    const id = await zhang().says('今天天气好')
    await town.query(() =>
      append('c1', {
        at: town.clock.now(),
        type: 'message.parked',
        actor: 'wugong',
        messageId: id,
        subject: `message:${id}`,
        data: {},
      }),
    )
    const page = await browser.text('/')
    expect(page).toContain('这条没处理成')
    expect(page).toContain('今天天气好')
    const key = /name="key" value="(event:\d+)"/.exec(page)?.[1] ?? ''
    const done = await browser.post('/concerns/aside', { key })
    const after = await browser.text(done.headers.get('location') ?? '')
    expect(after).not.toContain('今天天气好')
    expect(after).toContain('撤销')
    await browser.post('/concerns/back', { key })
    expect(await browser.text('/')).toContain('今天天气好')
  })

  test('a due moment that could not be handled is shown as what it was for', async () => {
    const key = 'poll-close:7:1'
    const at = town.clock.now()
    await town.query(function* () {
      const group = yield* find('groups', { id: 'g3' })
      const firing = { key, communityId: 'c1', kind: 'poll-close' as const, subject: 7, dueAt: at, groupId: 'g3' }
      yield* insert('inbox', {
        ...{ communityId: 'c1', chatId: group?.chatId ?? 0, seq: 99, adapter: 'timer', account: 'c1', extId: key },
        ...{ kind: 'timer', payload: firing, sentAt: at, receivedAt: at, attempts: 3 },
      })
      const event = { type: 'message.parked', actor: 'wugong', messageId: key, subject: `message:${key}`, data: {} }
      yield* append('c1', { at, ...event })
    })
    expect(await browser.text('/')).toMatch(/这条没处理成.*3栋业主群.*\n<p>结束征集/)
  })

  test('danger comes before everything else that waits', async () => {
    await zhang().says('3栋楼道着火了')
    await zhang().whispers('那个事还是那样子')
    await zhang().says('建议：扶手松了')
    const page = await browser.text('/')
    const at = ['险情，请回访', '建议等受理', '私下没听明白的话'].map((words) => page.indexOf(words))
    expect(at).toEqual([...at].sort((a, b) => a - b))
    expect(at).not.toContain(-1)
  })

  test('says that nobody handles what was said, since when and how much, and that a platform is not reached', async () => {
    await zhang().says('建议：扶手松了')
    await zhang().says('建议：路灯不亮')
    // Stored, and no worker came.
    const [lane] = (await town.query(() => list('lanes', { communityId: 'c1' }))).filter(({ seq }) => seq === 2)
    await town.query(() => update('lanes', { communityId: 'c1', chatId: lane?.chatId ?? 0 }, { cursor: 0 }))
    expect(await browser.text('/')).not.toContain('没人处理')
    town.clock.set(town.clock.now() + 2 * 60_000)
    const page = await browser.text('/')
    expect(page).toMatch(/没人处理消息<\/b><p>从今天9:00起有2条等着/)
    // And the two suggestions wait for somebody to take them up.
    expect(page).toMatch(/建议等受理[\s\S]*看2条/)
    expect(page).toContain('<b class="tally">3</b>')
    const offline = new Browser(town, { health: [{ name: 'stage', account: 'bot', health: 'needs-login' }] })
    await offline.signIn()
    expect(await offline.text('/')).toContain('要重新登录</b><p>群里的话现在收不到')
    const nowhere = new Browser(town, { health: [] })
    await nowhere.signIn()
    expect(await nowhere.text('/')).toContain('连不上</b><p>群里的话现在收不到')
  })

  test('time that could not be seen is named', async () => {
    const now = town.clock.now()
    await town.query(() =>
      insertIfAbsent('gaps', { adapter: 'stage', account: 'bot', from: now - 1_800_000, to: now + 1 }),
    )
    expect(await browser.text('/')).toContain('今天8:30到9:00断线')
  })

  test('a day with nothing says so', async () => {
    expect(await browser.text('/')).toContain('没有要处理的。')
  })
})

describe('polls', () => {
  test('show each option’s count with n beside it, and what the result is worth', async () => {
    await town.staff().says('/投票 装不装充电桩\n1 装\n2 不装')
    await zhang().says('1')
    await li().says('2')
    const page = (await browser.text('/polls/1')).replace(/<[^>]*>/g, '')
    expect(page).toMatch(/共 2 人回答/)
    expect(page).toMatch(/装1 人50%\s+不装1 人50%/)
    expect(page).toContain('意见征集，不具表决效力')
  })

  test('answers that wait for a home are shown with where to verify it; not whose, where the poll is anonymous', async () => {
    for (const [number, kind] of [
      [1, ''],
      [2, '\n匿名'],
    ] as const) {
      await town.staff().says(`/投票 第${number}件事\n1 装\n2 不装\n每户一票${kind}`)
      await zhang().says('1')
      await town.resident('u3', '老李').says('1')
      if (number === 1) await town.staff().says('/核实 3-2-501 张三')
      const wang = town.resident('u4', '3-2-501 王五')
      await wang.says('2')
      const page = await browser.text(`/polls/${number}`)
      expect(page.replace(/<[^>]*>/g, '')).toMatch(
        number === 1 ? /还有2个回答没算上：1个门牌没核实（3-2-501），1个没说住哪户/ : /1个门牌没核实，1个没说住哪户/,
      )
      expect(page.includes('<a href="/people?q=3-2-501">')).toBe(number === 1)
      expect(await browser.text('/')).toContain(`<a class="button" href="/polls/${number}">看2个</a>`)
      await town.staff().says(`/结束 ${number}`)
      expect(await browser.text(`/polls/${number}`)).not.toContain('没算上')
      expect(await browser.text('/')).not.toContain('等核实门牌')
    }
  })

  test('a poll that was called off says why and shows no result', async () => {
    await town.staff().says('/投票 装不装充电桩\n1 装\n2 不装')
    await zhang().says('1')
    await town.staff().says('/取消征集 1 选项写错了')
    const page = await browser.text('/polls/1')
    expect(page).toContain('已取消')
    expect(page).toContain('取消了：选项写错了。回过的都不算。')
    expect(page).not.toMatch(/<svg|100%|人回答/)
  })

  test('a hidden result is nowhere until the close', async () => {
    await town.staff().says('/投票 装不装充电桩\n1 装\n2 不装\n结束后公布')
    await zhang().says('1')
    const page = await browser.text('/polls/1')
    expect(page).toContain('现在谁也看不到结果')
    expect(page).not.toMatch(/<svg|100%|<b>0<\/b>/)
    expect(await csv('/polls.csv')).not.toContain('100%')
    await town.staff().says('/结束 1')
    expect(await browser.text('/polls/1')).toContain('100%')
  })
})

describe('paid work', () => {
  const posting = '/招工 清理车库\n地点：3栋车库\n时间：3月6日8:00-12:00 1人\n报酬：120元/天'

  test('shows places and the full list, and every number leads to those it counts', async () => {
    await town.staff().says(posting)
    await zhang().says('报名')
    await li().says('报名')
    const page = await browser.text('/work')
    expect(rowsOf(page)[0]?.slice(4, 7)).toEqual(['1', '1', '1'])
    expect(page).toContain('href="/work/1?status=waiting">1</a>')
    const names = rowsOf(await browser.text('/work/1?status=waiting')).map((row) => [row[2], row[3]])
    expect(names).toEqual([['3-2-302 李四', '排队']])
    const text = await csv('/work/1.csv')
    expect(text).toContain('班次,第几个,谁来,状态,门牌,谁代报的,报名时间')
    expect(text.match(/张三|李四/g)).toHaveLength(2)
  })
})

describe('people', () => {
  test('a claimed home is verified with one click and taken back with another', async () => {
    await zhang().says('大家好')
    const claimed = await town.query(() => find('residencies', { memberId: 'u1' }))
    expect(claimed).toMatchObject({ status: 'claimed', source: 'card' })
    const done = await browser.post(
      '/people/verify',
      { member: 'u1', home: '3-2-501' },
      { referer: 'http://localhost/people?q=501' },
    )
    const page = await browser.text(done.headers.get('location') ?? '')
    expect(page).toContain('记成已核实了')
    expect(page).toContain('value="501"')
    expect(await town.query(() => find('residencies', { memberId: 'u1' }))).toMatchObject({
      status: 'verified',
      source: 'staff',
    })
    await browser.post('/people/unverify', { member: 'u1', home: '3-2-501' })
    expect(await town.query(() => find('residencies', { memberId: 'u1' }))).toEqual(claimed)
    const trace = await town.query(() => list('events', { subject: 'member:u1' }))
    expect(trace.map(({ type, actor }) => [type, actor]).slice(-2)).toEqual([
      ['home.verified', 's1'],
      ['home.unverified', 's1'],
    ])
  })

  test('a code from the console makes somebody staff, once', async () => {
    const page = await (await browser.post('/people/code', { role: 'committee' })).text()
    expect(page).toContain('482 913')
    await zhang().whispers('/验证 482913')
    expect(await town.query(() => find('roles', { memberId: 'u1', role: 'committee' }))).not.toBeNull()
    await li().whispers('/验证 482913')
    expect(await town.query(() => find('roles', { memberId: 'u2' }))).toBeNull()
  })

  test('a made-up role becomes the smallest one', async () => {
    await browser.post('/people/code', { role: 'emperor' })
    expect((await town.query(() => list('tokens', { kind: 'staff' }))).map(({ role }) => role)).toEqual(['staff'])
  })

  test('registered phones are masked', async () => {
    await town.query(() => update('households', { home: '3-2-501' }, { phones: ['13812345678'] }))
    await zhang().says('大家好')
    for (const text of [await browser.text('/people'), await csv('/people.csv')]) {
      expect(text).toContain('138****5678')
      expect(text).not.toContain('13812345678')
    }
  })

  test('whoever had his information deleted is not listed', async () => {
    await zhang().says('大家好')
    await town.query(() => update('members', { id: 'u1' }, { forgottenAt: town.clock.now() }))
    expect(await browser.text('/people')).not.toContain('张三')
  })
})

describe('groups and platforms', () => {
  test('show what a group stands for, groups nobody bound, and how the platform is', async () => {
    await town.query(() =>
      insert('chats', {
        adapter: 'stage',
        account: 'bot',
        epoch: '',
        nativeId: 'gx',
        kind: 'group',
        name: '团购群',
        communityId: NOBODY,
      }),
    )
    browser = new Browser(town, { health: [{ name: 'feishu', account: 'a1', health: 'needs-login' }] })
    await browser.signIn()
    const page = await browser.text('/groups')
    expect(rowsOf(page).map((row) => row.slice(0, 2))).toEqual(
      expect.arrayContaining([
        ['幸福里3栋业主群', '3栋'],
        ['幸福里居委会', '居委会'],
        ['团购群', '还没绑定'],
      ]),
    )
    expect(page).toContain('要重新登录')
  })
})

describe('two communities on one machine', () => {
  beforeEach(async () => {
    const now = town.clock.now()
    const native = (nativeId: string) => ({ adapter: 'other', account: 'bot2', epoch: '', nativeId })
    await zhang().says('建议：扶手松了')
    await town.query(function* () {
      yield* addCommunity({ id: 'c2', name: '隔壁社区', timezone: 'Asia/Shanghai', demo: false }, now)
      yield* addGroup({ id: 'h1', communityId: 'c2', name: '隔壁群', scope: 'community' }, native('h1'), now)
      yield* addMember(
        { id: 'w1', communityId: 'c2', name: '隔壁主任', roles: ['staff'], home: null },
        native('w1'),
        now,
      )
      yield* insert('chats', { ...native('hx'), communityId: NOBODY, kind: 'group', name: '不知哪家的群' })
      yield* insertIfAbsent('gaps', { adapter: 'stage', account: 'bot', from: now - 60_000, to: now + 1 })
      yield* update('outbox', {}, { status: 'unknown' })
    })
    browser = new Browser(town, {
      health: [
        { name: 'stage', account: 'bot', health: 'down' },
        { name: 'other', account: 'bot2', health: 'ok' },
      ],
    })
    await browser.signIn('c2', 'w1')
  })

  test('neither sees the other’s platforms, gaps, unbound groups or undelivered replies', async () => {
    expect(await browser.text('/')).not.toMatch(/断线|不知道送到没有|扶手/)
    const groups = await browser.text('/groups')
    expect(rowsOf(groups).map(([name]) => name)).toEqual(['隔壁群'])
    expect(groups).not.toMatch(/连不上|断线，|stage|不知哪家/)
  })

  test('neither can touch what is the other’s', async () => {
    const before = await town.query(() => list('outbox'))
    for (const action of ['again', 'aside', 'back'])
      await browser.post(`/concerns/${action}`, { key: `outbox:${before.at(-1)?.id ?? 0}` })
    await browser.post('/people/verify', { member: 'u1', home: '3-2-501' })
    expect(await town.query(() => list('outbox'))).toEqual(before)
    expect(await town.query(() => find('residencies', { memberId: 'u1' }))).toMatchObject({ status: 'claimed' })
    expect(await town.query(() => list('events', { communityId: 'c2' }))).toHaveLength(1)
  })
})
