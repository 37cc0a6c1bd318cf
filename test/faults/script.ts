/** What 20 groups say in the fault run, and what must have become of it: told by a model of its own, not by ours. */

export interface Said {
  readonly person: string
  /** A group's id, or 'bot' for a private conversation. */
  readonly room: string
  readonly text: string
  readonly means: 'poll' | 'work' | 'vote' | 'signup' | 'signoff' | 'suggestion' | 'talk'
}

export interface Script {
  readonly start: number
  readonly groups: readonly { readonly id: string; readonly name: string; readonly scope: 'community' }[]
  readonly world: {
    readonly people: readonly { readonly id: string; readonly nick: string }[]
    readonly rooms: readonly {
      readonly id: string
      readonly name: string
      readonly members: readonly { readonly person: string; readonly card: string }[]
    }[]
  }
  readonly messages: readonly Said[]
}

const GROUPS = 20
const RESIDENTS = 12
export const PLACES = 4
const TALK = [
  '今天菜场的黄瓜新鲜',
  '谁看见我家的猫了',
  '晚上一起跳舞去',
  '明天好像要下雨',
  '哈哈哈哈',
  '收到',
  '孩子放学了',
] as const

/** A number from 0 up to 1, the same for the same seed: mulberry32. */
export const seeded = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** First a poll and a posting in every group, then residents who vote, change their vote, sign up, suggest and talk. */
export const writeScript = (count: number, chance: () => number): Script => {
  const groups = Array.from({ length: GROUPS }, (_, g) => ({
    id: `g${g}`,
    name: `幸福里${g + 1}栋业主群`,
    scope: 'community' as const,
  }))
  const residentsOf = (g: number) =>
    Array.from({ length: RESIDENTS }, (_, r) => ({ id: `u${g}x${r}`, nick: `居民${g}号${r}` }))
  const staff = { id: 's1', nick: '王主任' }
  const rooms = groups.map(({ id, name }, g) => ({
    id,
    name,
    members: [
      ...residentsOf(g).map((r, i) => ({ person: r.id, card: `${g + 1}-1-${101 + i} ${r.nick}` })),
      { person: 's1', card: '居委会 王主任' },
    ],
  }))
  const messages: Said[] = groups.flatMap(({ id: room }): Said[] => [
    { person: 's1', room, means: 'poll', text: '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：3月20日18:00' },
    {
      person: 's1',
      room,
      means: 'work',
      text: `/招工 清理车库\n地点：车库\n时间：3月15日8:00-12:00\n人数：${PLACES}\n报酬：每天120元`,
    },
  ])
  while (messages.length < count) {
    const g = Math.floor(chance() * GROUPS)
    const person = `u${g}x${Math.floor(chance() * RESIDENTS)}`
    const draw = chance()
    const n = messages.length
    if (draw < 0.5) messages.push({ person, room: `g${g}`, means: 'vote', text: String(1 + Math.floor(chance() * 3)) })
    else if (draw < 0.58) messages.push({ person, room: `g${g}`, means: 'signup', text: '报名' })
    else if (draw < 0.64) messages.push({ person, room: `g${g}`, means: 'signoff', text: '取消报名' })
    else if (draw < 0.7)
      messages.push({ person, room: `g${g}`, means: 'suggestion', text: `建议：第${n}处楼道灯不亮，请修一下` })
    else if (draw < 0.73)
      messages.push({ person, room: 'bot', means: 'suggestion', text: `建议：第${n}个车位总被占，请管一管` })
    else
      messages.push({ person, room: `g${g}`, means: 'talk', text: TALK[Math.floor(chance() * TALK.length)] ?? '收到' })
  }
  const people = [staff, ...groups.flatMap((_, g) => residentsOf(g))]
  return { start: Date.parse('2026-03-01T17:00:00+08:00'), groups, world: { people, rooms }, messages }
}

/** The votes of a group in the order in which they were said: of each resident the last one counts. */
export const tallyOf = (messages: readonly Said[], room: string): number[] => {
  const last = new Map<string, number>()
  for (const m of messages) if (m.means === 'vote' && m.room === room) last.set(m.person, Number(m.text))
  return [1, 2, 3].map((choice) => [...last.values()].filter((c) => c === choice).length)
}

/** Who is on a group's list, in order: the first four have places, the others wait, whoever leaves makes room. */
export const listOf = (messages: readonly Said[], room: string): string[] => {
  let line: string[] = []
  for (const m of messages) {
    if (m.room !== room) continue
    if (m.means === 'signup' && !line.includes(m.person)) line.push(m.person)
    if (m.means === 'signoff') line = line.filter((person) => person !== m.person)
  }
  return line
}
