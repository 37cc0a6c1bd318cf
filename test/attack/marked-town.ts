import { find, insert, insertIfAbsent, list, update } from '../../src/app/operations.ts'
import { append } from '../../src/app/trail.ts'
import type { AreaSource } from '../../src/core/people/register.ts'
import { openTown, type Town } from '../support/town.ts'

/** Markup that runs wherever it is taken for markup: in a text, in an attribute of either quotes. `name`: whose it is. */
export const evil = (name: string): string => `[${name}]"'><img src=x onerror=alert(1)>`

/** What is evil on a page of the console; each is to be seen on one of them. */
export const NAMES = [
  ...['community', 'group', 'topic', 'member', 'card', 'nick', 'role', 'home'],
  ...['suggestion', 'kind', 'category', 'place', 'unit', 'outcome', 'candidate', 'because', 'named-place'],
  ...[
    'poll',
    'option',
    'work',
    'work-place',
    'requirements',
    'shift',
    'proxy',
    'jielong',
    'line',
    'line-name',
    'choice',
  ],
  ...['parked', 'unsent', 'unbound', 'platform'],
] as const

/** A town in which every name and every text is markup. */
export const openMarkedTown = async (): Promise<Town> => {
  const town = await openTown()
  const zhang = town.resident('u1', '3-2-501 张三')
  await zhang.says(`建议：${evil('suggestion')}`)
  await zhang.says('建议：东门的道闸坏了')
  await town.resident('u2', '3-2-502 李四').says('建议：东门道闸又坏了，车出不去')
  await town.staff().says('/转办 1 物业 3天')
  await town.staff().says('/办结 1 好了')
  await town.staff().says(`/投票 ${evil('poll')}\n1 ${evil('option')}\n2 不装`)
  await zhang.says('1')
  await town.staff().says('/招工 清理车库\n地点：3栋车库\n时间：3月6日8:00-12:00 2人\n报酬：120元/天\n要求：手套')
  await zhang.says('报名')
  await zhang.says('二单元下水道堵塞，污水都倒灌到一楼了，请社区管一管')
  await town.staff().says('/接龙 周六大扫除')
  await zhang.says('接龙 3-2-501 两个人')
  await town.staff().says('/地名 老槐树')
  const parked = await zhang.says(evil('parked'))
  await town.say({ from: 'u3', card: '王五', group: 'g4', text: '大家好' })
  town.stage.login = 'later'
  await town.say({ from: 'x1', card: evil('nick'), group: 'x', text: evil('unbound'), topic: evil('topic') })
  await town.query(function* () {
    const c = { communityId: 'c1' }
    const now = town.clock.now()
    yield* update('communities', { id: 'c1' }, { name: evil('community') })
    yield* update('groups', { ...c }, { name: evil('group'), building: evil('building'), unit: evil('unit') })
    yield* update('members', { ...c }, { name: evil('member') })
    yield* update('memberships', { ...c }, { card: evil('card') })
    yield* update('residencies', { ...c, memberId: 'u1' }, { home: evil('home') })
    yield* insert('roles', { ...c, memberId: 'u1', role: evil('role'), grantedAt: now, grantedBy: 's1' })
    const home = yield* find('households', { ...c })
    const people = { owners: [evil('owner')], phones: [evil('phone')] }
    yield* update(
      'households',
      { ...c, id: home?.id ?? 0 },
      { home: evil('home'), areaSource: evil('source') as AreaSource, ...people },
    )
    const about = { kind: evil('kind'), category: evil('category'), place: evil('place') }
    const done = { home: evil('home'), unit: evil('unit'), outcome: evil('outcome') }
    yield* update('suggestions', { ...c, number: 1 }, { text: evil('suggestion'), ...about, ...done })
    const seen = { text: evil('candidate'), start: 0, end: 40, kind: evil('kind'), because: [evil('because')] }
    yield* update('candidates', { ...c }, { ...seen, home: evil('home') })
    const terms = { place: evil('work-place'), requirements: evil('requirements') }
    yield* update('works', { ...c }, { title: evil('work'), ...terms })
    yield* update('shifts', { ...c }, { label: evil('shift') })
    yield* update('signups', { ...c }, { onBehalfOf: evil('proxy'), home: evil('home') })
    yield* update('jielongs', { ...c }, { title: evil('jielong') })
    const line = { name: evil('line-name'), home: evil('home'), choice: evil('choice'), text: evil('line') }
    yield* update('jielongLines', { ...c }, line)
    yield* insertIfAbsent('places', { ...c, name: evil('named-place'), at: now })
    yield* insertIfAbsent('gaps', { adapter: 'stage', account: 'bot', from: now - 1_800_000, to: now + 1 })
    const event = { type: 'message.parked', actor: 'wugong', messageId: parked, subject: `message:${parked}`, data: {} }
    yield* append('c1', { at: now, ...event })
    const [reply] = yield* list('outbox', { ...c })
    yield* update('outbox', { ...c, id: reply?.id ?? 0 }, { status: 'unknown', payload: { text: evil('unsent') } })
  })
  return town
}
