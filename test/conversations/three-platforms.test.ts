import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { App } from '../../src/app/app.ts'
import { insertIfAbsent, list } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import type { Log } from '../../src/chat/platform.ts'
import { addCommunity, addGroup, addMember, putHousehold } from '../../src/app/setup.ts'
import type { Adapter, SendResult, Traits } from '../../src/chat/adapter.ts'
import type { Quote } from '../../src/chat/message.ts'
import { homeFromText } from '../../src/core/people/home.ts'
import { Delivery } from '../../src/jobs/delivery.ts'
import { Pace } from '../../src/jobs/pace.ts'
import { advance } from '../../src/jobs/wheel.ts'
import { TestTime } from '../support/around.ts'
import { type Disk, disk } from '../support/disk.ts'
import { Stage } from '../support/town.ts'

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }
const START = Date.parse('2026-03-01T09:00:00+08:00')

/** 三个平台，各有一个3栋的群：一个能点按钮，一个只会打字又要慢慢发，一个什么都按号码来。 */
class Elsewhere implements Adapter {
  readonly name = 'stage'
  readonly account: string
  readonly traits: Traits
  readonly said: string[] = []
  constructor(account: string, traits: Partial<Traits>) {
    this.account = account
    this.traits = { ...new Stage().traits, ...traits }
  }
  epoch = () => ''
  start = async () => {}
  stop = async () => {}
  health = () => 'ok' as const
  send = async (message: { readonly key: string; readonly text: string }): Promise<SendResult> => {
    this.said.push(message.text)
    return { status: 'sent', ...(this.traits.sendReturnsId ? { nativeId: `${this.account}:${message.key}` } : {}) }
  }
}

let place: Disk
let store: Store
let app: App
let delivery: Delivery
let time: TestTime
const clock = {
  at: START,
  now: () => clock.at,
  set: (at: number) => {
    clock.at = at
  },
}
let feishu: Elsewhere
let wechat: Elsewhere
let qq: Elsewhere
let count = 0

beforeEach(async () => {
  clock.at = START
  time = new TestTime(START)
  feishu = new Elsewhere('feishu', {})
  wechat = new Elsewhere('wechat', {
    buttons: false,
    sendReturnsId: false,
    quoteIn: 'text',
    pace: { chat: 1_500, account: 1_500, spread: 0 },
  })
  qq = new Elsewhere('qq', { buttons: false })
  const adapters = [feishu, wechat, qq]
  place = await disk()
  store = await place.open()
  const ids = { forNative: (_: string, n: { nativeId: string }) => `${n.nativeId}`, secret: () => 's', code: () => '1' }
  app = new App({ store, clock, around: { ids, consoleUrl: '' }, log: silent })
  const pace = new Pace(time, () => 0)
  delivery = new Delivery({ app, clock, log: silent, adapters, pace, draw: async () => new Uint8Array() })
  await app.run(() => addCommunity({ id: 'c1', name: '幸福里社区', timezone: 'Asia/Shanghai', demo: false }, START))
  await app.change('c1', function* () {
    for (const { account } of adapters) {
      const native = (nativeId: string) => ({ adapter: 'stage', account, epoch: '', nativeId })
      const group = {
        id: `g-${account}`,
        communityId: 'c1',
        name: `3栋（${account}）`,
        scope: 'building',
        building: '3',
      }
      yield* addGroup({ ...group, scope: 'building' }, native('g3'), START)
      yield* insertIfAbsent('marks', { key: `notice:g-${account}`, at: START })
    }
    for (const home of ['3-1-101', '3-1-102', '3-2-501']) {
      const number = homeFromText(home)
      if (number) yield* putHousehold('c1', number, { area: 8950, areaSource: 'certificate', owners: [], phones: [] })
    }
    const staff = { id: 's1', communityId: 'c1', name: '王主任', roles: ['staff'] as const, home: null }
    yield* addMember(
      { ...staff, roles: ['staff'] },
      { adapter: 'stage', account: 'feishu', epoch: '', nativeId: 's1' },
      START,
    )
  })
})
afterEach(async () => {
  await store.close()
  await place.remove()
})

const says = async (at: Elsewhere, id: string, card: string, text: string, quote?: Quote) => {
  count += 1
  await app.receive({
    ...{
      adapter: 'stage',
      account: at.account,
      epoch: '',
      eventId: `e${count}`,
      nativeMsgId: `m${count}`,
      kind: 'msg',
    },
    chat: { kind: 'group', id: 'g3' },
    sender: { id, nick: card, card },
    ...{ sentAt: clock.at, text, mentions: [], attachments: [], isSelf: false, late: false },
    ...(quote ? { quote } : {}),
  })
  await settle()
}
/** Everything goes out, the slow platform's too. */
const settle = async () => {
  await app.settled()
  let done = false
  const sending = delivery.deliver().finally(() => {
    done = true
  })
  while (!done) {
    await time.passes(1_500)
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  await sending
}
const openPoll = () => says(feishu, 's1', '王主任', '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00')

describe('一个社区，三个平台的群', () => {
  it('两个账号的消息号碰巧一样，也各记各的、各回各的', async () => {
    await says(feishu, 'u1', '3-2-501 张三', '建议：3栋门口装个扶手')
    count -= 1
    await says(wechat, 'w2', '3-2-502 李四', '建议：车棚顶上漏雨')
    expect((await app.run(() => list('inbox'))).map(({ outcome }) => outcome)).toEqual(['suggestion', 'suggestion'])
    for (const { said } of [feishu, wechat]) expect(said.join()).toMatch(/建议\d号/)
  })

  it('在一个群发起，三个群都问；每户只算一次，最后一次为准', async () => {
    await openPoll()
    for (const { said } of [feishu, wechat, qq]) expect(said.join('\n')).toContain('东门要不要装充电桩')
    await says(feishu, 'ou_1', '3-2-501 张三', '1')
    await says(wechat, '@wx1', '3-2-501 张三', '2')
    await says(qq, '10001', '3-1-101 李四', '1')
    await says(wechat, '@wx2', '3-1-102 王五', '装')
    const ballots = await app.look('c1', () => list('ballots', { counted: true }, { order: 'home' }))
    expect(ballots.map(({ home, choice }) => [home, choice])).toEqual([
      ['3-1-101', [1]],
      ['3-1-102', [1]],
      ['3-2-501', [2]],
    ])
  })

  it('到时间，三个群都看到同一个结果', async () => {
    await openPoll()
    await says(feishu, 'ou_1', '3-2-501 张三', '1')
    await says(qq, '10001', '3-1-101 李四', '2')
    for (const { said } of [feishu, wechat, qq]) said.length = 0
    const closing = advance(app, delivery, clock, START + 40 * 3_600_000)
    let done = false
    void closing.finally(() => {
      done = true
    })
    while (!done) {
      await time.passes(1_500)
      await new Promise((resolve) => setTimeout(resolve, 1))
    }
    const results = [feishu, wechat, qq].map(({ said }) => said.find((text) => text.includes('征集结果')))
    expect(results[0]).toContain('充电桩')
    expect(new Set(results).size).toBe(1)
  })

  it('只能看到引用文字的平台，引用我们的话也知道说的是哪件事', async () => {
    await openPoll()
    await says(feishu, 's1', '王主任', '/投票 楼道要不要刷\n1 刷\n2 不刷\n截止：明天18:00')
    await says(wechat, '@wx1', '3-2-501 张三', '1', { text: wechat.said[0]?.slice(0, 30) ?? '' })
    const [poll] = await app.look('c1', () => list('polls', {}, { order: 'number' }))
    expect(await app.look('c1', () => list('ballots', { counted: true }))).toMatchObject([
      { pollId: poll?.id, choice: [1] },
    ])
  })

  it('招工只在发的那个群', async () => {
    await says(feishu, 's1', '王主任', '/招工 清理车库\n地点：3栋\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元')
    expect(feishu.said.join()).toContain('清理车库')
    expect([...wechat.said, ...qq.said]).toEqual([])
  })

  it('慢的平台不拖住别的：它还在等，别的已经发完', async () => {
    await openPoll()
    for (const { said } of [feishu, wechat, qq]) said.length = 0
    await says(feishu, 's1', '王主任', '/结束')
    await app.settled()
    await app.change('c1', function* () {
      for (const account of ['wechat', 'qq'])
        for (const n of [1, 2, 3]) {
          const [chat] = yield* list('chats', { account, kind: 'group' })
          const row = { status: 'pending' as const, attempts: 0, notBefore: 0, createdAt: clock.at, turn: clock.at }
          yield* insertIfAbsent('outbox', {
            ...row,
            key: `${account}-${n}`,
            chatId: chat?.id ?? 0,
            adapter: 'stage',
            account,
            payload: { text: `第${n}句` },
          })
        }
    })
    const sending = delivery.deliver()
    await expect.poll(() => qq.said.filter((text) => text.startsWith('第'))).toEqual(['第1句', '第2句', '第3句'])
    expect(wechat.said.filter((text) => text.startsWith('第')).length).toBeLessThan(3)
    await settle()
    await sending
    expect(wechat.said.filter((text) => text.startsWith('第'))).toEqual(['第1句', '第2句', '第3句'])
  })
})
