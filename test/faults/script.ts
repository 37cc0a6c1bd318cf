import type { Chance } from '../simulation/chance.ts'
import type { Group, Person, Said } from '../simulation/talk.ts'

/** What is said while processes are killed: four communities of five groups, who talk as fast as they are heard. */

const COMMUNITIES = 4
const GROUPS = 5
const RESIDENTS = 12
const PLACES = 4
export const START = Date.parse('2026-03-01T16:50:00+08:00')
const CLOSES = Date.parse('2026-05-20T18:00:00+08:00')
const STARTS = Date.parse('2026-05-25T08:00:00+08:00')
const TALK = [
  '今天菜场的黄瓜新鲜',
  '谁看见我家的猫了',
  '晚上一起跳舞去',
  '明天好像要下雨',
  '哈哈哈哈',
  '收到',
  '孩子放学了',
] as const

export interface Town {
  readonly groups: readonly (Group & { readonly building: string; readonly people: readonly Person[] })[]
  readonly staff: readonly Person[]
}

export const town: Town = {
  groups: Array.from({ length: COMMUNITIES * GROUPS }, (_, g) => {
    const community = `c${g % COMMUNITIES}`
    const building = String(g + 1)
    const people = Array.from({ length: RESIDENTS }, (_, r): Person => {
      const home = `${building}-1-${101 + Math.floor(r / 2)}`
      const nick = `居民${building}号${r}`
      return { id: `u${g}x${r}`, nick, card: `${home} ${nick}`, home, verified: true, community, group: `g${g}` }
    })
    return { id: `g${g}`, community, committee: false, building, people }
  }),
  staff: Array.from({ length: COMMUNITIES }, (_, c) => ({
    id: `s${c}`,
    nick: '王主任',
    card: '居委会 王主任',
    home: null,
    verified: false,
    community: `c${c}`,
    group: null,
  })),
}

/** First a poll and a posting in every group, then residents who vote, sign up, suggest and talk. */
export const writeScript = (count: number, chance: Chance): Said[] => {
  const said: Said[] = []
  const say = (person: Person, group: string | null, text: string, means: Said['means']) =>
    said.push({ id: `m${said.length}`, person, group, text, means, pause: 0, awaited: false })
  town.groups.forEach(({ id, community }, g) => {
    const staff = town.staff.find((one) => one.community === community)
    if (!staff) return
    const perHome = g % 4 === 0
    const poll = `/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：5月20日18:00${perHome ? '\n每户一票' : ''}`
    say(staff, id, poll, { as: 'poll', options: 3, perHome, closesAt: CLOSES })
    const work = `/招工 清理车库\n地点：车库\n时间：5月25日8:00-12:00\n人数：${PLACES}\n报酬：每天120元`
    say(staff, id, work, { as: 'work', places: PLACES, startsAt: STARTS })
  })
  while (said.length < count) {
    const group = town.groups[chance.upTo(town.groups.length)]
    const person = group?.people[chance.upTo(group.people.length)]
    if (!group || !person) continue
    const draw = chance.upTo(1_000)
    if (draw < 550) {
      const choice = 1 + chance.upTo(3)
      say(person, group.id, String(choice), { as: 'vote', choice })
    } else if (draw < 620) say(person, group.id, '报名', { as: 'signup' })
    else if (draw < 680) say(person, group.id, '取消报名', { as: 'signoff' })
    else if (draw < 695)
      say(person, chance.happens(0.3) ? null : group.id, `建议：第${said.length}处楼道灯不亮，请修一下`, {
        as: 'suggestion',
      })
    else say(person, group.id, TALK[chance.upTo(TALK.length)] ?? '收到', { as: 'talk' })
  }
  return said
}
