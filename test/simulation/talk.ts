import type { Chance } from './chance.ts'

/** What people say in a history, and what each word means: told by whoever wrote it, not by the app. */
export type Means =
  | { readonly as: 'poll'; readonly options: number; readonly perHome: boolean; readonly closesAt: number }
  | { readonly as: 'end-poll' }
  | { readonly as: 'vote'; readonly choice: number }
  | { readonly as: 'work'; readonly places: number; readonly startsAt: number }
  | { readonly as: 'signup' | 'signoff' | 'suggestion' | 'finish' | 'question' | 'talk' }

export interface Said {
  /** The platform's id of the message. */
  readonly id: string
  readonly person: Person
  /** Null: to the bot in private. */
  readonly group: string | null
  readonly text: string
  readonly means: Means
  /** How long (ms) nobody says anything before it. */
  readonly pause: number
  /** What follows is said by people who have seen the answer to this. */
  readonly awaited: boolean
}

export interface Person {
  readonly id: string
  readonly nick: string
  /** His card in the group, with his home. */
  readonly card: string
  readonly home: string | null
  /** Whether staff know that he lives there, or he only says so. */
  readonly verified: boolean
  readonly community: string
  /** The group he lives with; null: staff. */
  readonly group: string | null
}

export interface Group {
  readonly id: string
  readonly community: string
  readonly committee: boolean
}

export const TIMEZONE = 'Asia/Shanghai'
/** How far its clocks are ahead of UTC (ms). */
export const UTC_OFFSET = 8 * 60 * 60_000
export const groups: readonly [Group, ...Group[]] = [
  { id: 'g1', community: 'c1', committee: false },
  { id: 'g2', community: 'c1', committee: false },
  { id: 'gc', community: 'c1', committee: true },
  { id: 'h1', community: 'c2', committee: false },
]

const resident = ({ id: group, community }: Group, building: string, n: number): Person => {
  // Two of a home, then two of the next.
  const home = `${building}-1-${100 + Math.ceil(n / 2)}`
  return {
    id: `${building}r${n}`,
    nick: `居民${building}${n}`,
    card: `${home} 居民${building}${n}`,
    home,
    verified: n !== 2,
    community,
    group,
  }
}
export const staffOf = (community: string): Person => ({
  id: `s${community}`,
  nick: '王主任',
  card: '居委会 王主任',
  home: null,
  verified: false,
  community,
  group: null,
})

export const staff: readonly Person[] = [staffOf('c1'), staffOf('c2')]
/** Which building a group is of. */
export const BUILDINGS: Readonly<Record<string, string>> = { g1: '1', g2: '2', h1: '3' }
/** The residents of a group; nobody is in two. */
export const residents = (group: Group): Person[] => {
  const building = BUILDINGS[group.id]
  return building === undefined ? [] : [1, 2, 3, 4].map((n) => resident(group, building, n))
}

const TALK = [
  '今天菜场的黄瓜新鲜',
  '谁看见我家的猫了',
  '晚上一起跳舞去',
  '明天好像要下雨',
  '哈哈哈哈',
  '收到',
  '孩子放学了',
] as const
const MINUTE = 60_000
const HOUR = 60 * MINUTE
/** Whoever signs up does it always in the same place, so that his own order is known. */
const signsUpInPrivate = (person: Person): boolean => person.id.endsWith('1') || person.id.endsWith('3')

/** Of a hundred things said in a group, how many are votes, and how many about places. */
const VOTES = 36
const PLACES = 24

/** A talk: an evening of some groups, in a few dozen messages. */
export const writeTalk = (chance: Chance): Said[] => {
  const said: Said[] = []
  const say = (person: Person, group: string | null, text: string, means: Means, awaited = false) => {
    const pause = chance.happens(0.05) ? chance.span(5 * MINUTE, HOUR) : chance.span(100, 30_000)
    said.push({ id: `m${said.length}`, person, group, text, means, pause, awaited })
  }
  const used = groups.slice(0, chance.pick([1, 2, 4, 4]))
  const staffFor = (group: Group): Person => staff.find((s) => s.community === group.community) as Person
  for (const group of used) {
    if (group.committee) continue
    const options = 2 + chance.upTo(2)
    const perHome = chance.happens(0.4)
    const closes = chance.pick(['19:30', '20:00', '20:20'])
    const lines = ['1 装', '2 不装', '3 都行'].slice(0, options)
    if (chance.happens(0.8))
      say(
        staffFor(group),
        group.id,
        `/投票 ${group.id}门口要不要装扶手\n${lines.join('\n')}\n截止：3月1日${closes}${perHome ? '\n每户一票' : ''}`,
        { as: 'poll', options, perHome, closesAt: Date.parse(`2026-03-01T${closes}:00+08:00`) },
      )
    const places = 1 + chance.upTo(2)
    if (chance.happens(0.7))
      say(
        staffFor(group),
        group.id,
        `/招工 清理车库\n地点：车库\n时间：3月2日8:00-12:00\n人数：${places}\n报酬：每天120元`,
        { as: 'work', places, startsAt: Date.parse('2026-03-02T08:00:00+08:00') },
        true,
      )
  }
  const length = said.length + chance.span(4, 24)
  // Some evenings all speak of one thing: a poll, or who gets a place.
  const theme = chance.pick([null, null, { from: 0, of: VOTES }, { from: VOTES, of: PLACES }])
  let suggestions = 0
  while (said.length < length) {
    const group = chance.pick(used as [Group, ...Group[]])
    const people = residents(group)
    const draw = theme !== null && chance.happens(0.7) ? theme.from + chance.upTo(theme.of) : chance.upTo(100)
    // Whoever wants off a list is mostly on it, and early, so that others move up.
    const joined = said.filter((one) => one.means.as === 'signup' && one.person.group === group.id)
    const leaving = draw >= 52 && draw < VOTES + PLACES && chance.happens(0.8) ? joined[chance.upTo(2)] : undefined
    const person = leaving?.person ?? people[chance.upTo(people.length)]
    if (!person) {
      // The committee's own group: a command about what is there, or nothing.
      if (suggestions > 0 && chance.happens(0.3))
        say(staffFor(group), group.id, '/办结 1 已经修好了', { as: 'finish' }, true)
      else say(staffFor(group), group.id, TALK[chance.upTo(TALK.length)] ?? '收到', { as: 'talk' })
    } else if (draw < VOTES) {
      const choice = 1 + chance.upTo(2)
      say(person, group.id, String(choice), { as: 'vote', choice })
    } else if (draw < 52) say(person, signsUpInPrivate(person) ? null : group.id, '报名', { as: 'signup' })
    else if (draw < VOTES + PLACES)
      say(person, signsUpInPrivate(person) ? null : group.id, '取消报名', { as: 'signoff' })
    else if (draw < 71) {
      const place = chance.happens(0.25) ? null : group.id
      suggestions += 1
      const text = `建议：${group.id}第${said.length}处楼道灯不亮，请修一下`
      say(person, place, text, { as: 'suggestion' }, suggestions === 1)
    } else if (draw < 75) say(person, null, '我的建议', { as: 'question' })
    else if (draw < 77) say(staffFor(group), group.id, '/结束', { as: 'end-poll' })
    else say(person, group.id, TALK[chance.upTo(TALK.length)] ?? '收到', { as: 'talk' })
  }
  return said
}
