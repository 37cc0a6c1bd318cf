import type { TableRow } from '../../src/app/tables.ts'

/** A day in five groups: real appeals among real talk, with polls and postings whose answers are known. */

const START = Date.parse('2026-03-02T08:00:00+08:00')
const END = Date.parse('2026-03-02T17:55:00+08:00')
export const DIGEST = '2026-03-02T18:00:00+08:00'
const RESIDENTS = 40
const BUILDINGS = 4

interface Resident {
  readonly id: string
  readonly name: string
  readonly home: string
  /** The group of his building; everybody is in g5 too. */
  readonly group: string
}

interface Message {
  readonly group: string | null
  readonly from: Resident | 'staff'
  readonly text: string
  readonly means: 'command' | 'appeal' | 'talk' | 'vote' | 'signup'
}

/** What every table must say when the day is over. */
export interface Truth {
  readonly suggestions: readonly {
    readonly number: number
    readonly text: string
    readonly author: string
    readonly private: boolean
    readonly group: string | null
  }[]
  readonly polls: readonly { readonly number: number; readonly counts: readonly number[]; readonly answered: number }[]
  /** Who stands on the list of a shift, in order: the first have places. */
  readonly lists: readonly {
    readonly work: number
    readonly shift: string
    readonly in: readonly string[]
    readonly waiting: readonly string[]
  }[]
  readonly outcomes: ReadonlyMap<string, Message['means']>
  readonly texts: ReadonlyMap<string, string>
}

const residents: readonly Resident[] = Array.from({ length: RESIDENTS }, (_, i) => {
  const building = (i % BUILDINGS) + 1
  // The last four live with the first four: two of one home.
  const n = i >= RESIDENTS - BUILDINGS ? i % BUILDINGS : i
  return {
    id: `u${i}`,
    name: `居民${i}`,
    home: `${building}-1-${101 + Math.floor(n / BUILDINGS)}`,
    group: `g${building}`,
  }
})

const person = (i: number): Resident => residents[i % RESIDENTS] as Resident
const living = (group: string): readonly Resident[] => residents.filter((r) => group === 'g5' || r.group === group)

const COMMANDS: readonly Message[] = [
  {
    group: 'g1',
    from: 'staff',
    means: 'command',
    text: '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：3月5日18:00',
  },
  {
    group: 'g5',
    from: 'staff',
    means: 'command',
    text: '/投票 凉亭要不要翻修\n1 同意\n2 不同意\n截止：3月5日18:00\n每户一票',
  },
  {
    group: 'g2',
    from: 'staff',
    means: 'command',
    text: '/招工 清理车库\n地点：地下车库\n上午 3月7日8:00-11:00 3人\n下午 3月7日14:00-17:00 2人\n报酬：每天120元',
  },
  {
    group: 'g5',
    from: 'staff',
    means: 'command',
    text: '/招工 修花坛\n地点：东门花坛\n时间：3月8日8:00-12:00\n人数：5\n报酬：每小时20元',
  },
]

/** How residents say each option of the two polls. */
const SAYINGS: readonly { readonly group: string; readonly words: readonly (readonly string[])[] }[] = [
  {
    group: 'g1',
    words: [
      ['1', '装', '选1'],
      ['2', '不装', '选2'],
      ['3', '都行'],
    ],
  },
  {
    group: 'g5',
    words: [
      ['1', '同意'],
      ['2', '不同意', '反对'],
    ],
  },
]

interface Vote {
  readonly poll: number
  readonly voter: Resident
  readonly choice: number
}

/** Everybody votes, one in three changes his mind later in the day. */
const votes: readonly Vote[] = SAYINGS.flatMap(({ group, words }, poll) => {
  const voters = living(group)
  const first = voters.map((voter, i) => ({ poll, voter, choice: (i % words.length) + 1 }))
  const changed = voters
    .filter((_, i) => i % 3 === 0)
    .map((voter, i) => ({ poll, voter, choice: ((i + 1) % words.length) + 1 }))
  return [...first, ...changed]
})

const voteMessage = ({ poll, voter, choice }: Vote, i: number): Message => {
  const { group, words } = SAYINGS[poll] ?? { group: 'g1', words: [] }
  const forms = words[choice - 1] ?? []
  return { group, from: voter, means: 'vote', text: forms[i % forms.length] ?? '' }
}

interface Signing {
  readonly work: number
  readonly shift: string
  readonly who: Resident
  readonly off: boolean
}

/** More than there are places; one of those who have a place leaves again. */
const signings: readonly Signing[] = [
  ...living('g2')
    .slice(0, 4)
    .map((who) => ({ work: 1, shift: '上午', who, off: false })),
  ...living('g2')
    .slice(4, 8)
    .map((who) => ({ work: 1, shift: '下午', who, off: false })),
  ...living('g5')
    .slice(0, 7)
    .map((who) => ({ work: 2, shift: '上午', who, off: false })),
  ...living('g2')
    .slice(5, 6)
    .map((who) => ({ work: 1, shift: '下午', who, off: true })),
]

const signingMessage = ({ work, shift, who, off }: Signing): Message => ({
  group: work === 1 ? 'g2' : 'g5',
  from: who,
  means: 'signup',
  text: off ? '取消报名' : work === 1 ? `报名 ${shift}` : '报名',
})

const PREFIXES = ['建议：', '反映：', '诉求：', '意见：', '#建议 '] as const
const GROUPS = ['g1', 'g2', 'g3', 'g4', 'g5'] as const

/** Two thirds in the group with a word that says so, one third in private as they are. */
const appealMessage = (text: string, i: number): Message => {
  const from = person(i * 7)
  if (i % 3 === 2) return { group: null, from, means: 'appeal', text }
  return {
    group: i % 2 === 0 ? from.group : 'g5',
    from,
    means: 'appeal',
    text: `${PREFIXES[i % PREFIXES.length]}${text}`,
  }
}

const talkMessage = (text: string, i: number): Message => {
  const from = person(i * 11 + Math.floor(i / RESIDENTS))
  const group = GROUPS[i % GROUPS.length] === 'g5' ? 'g5' : from.group
  return { group, from, means: 'talk', text }
}

/** Puts several orders of messages into one, each evenly over the day. */
const woven = (...orders: readonly (readonly Message[])[]): Message[] =>
  orders
    .flatMap((messages, order) => messages.map((message, i) => ({ message, at: (i + 0.5) / messages.length, order })))
    .sort((a, b) => a.at - b.at || a.order - b.order)
    .map(({ message }) => message)

const iso = (at: number): string => new Date(at + 8 * 3_600_000).toISOString().replace('Z', '+08:00')

/** The replay file, and what must have become of it. */
export const writeDay = (
  appeals: readonly string[],
  talk: readonly string[],
): { readonly file: string; readonly truth: Truth } => {
  const said = [
    ...COMMANDS,
    ...woven(appeals.map(appealMessage), talk.map(talkMessage), votes.map(voteMessage), signings.map(signingMessage)),
  ]
  const step = Math.floor((END - START) / said.length)
  const homes = [...new Set(residents.map(({ home }) => home))]
  const lines = [
    { type: 'community', name: '幸福里社区', timezone: 'Asia/Shanghai' },
    ...GROUPS.map((id) => ({
      type: 'group',
      id,
      name: `幸福里${id}群`,
      scope: id === 'g5' ? { kind: 'community' } : { kind: 'building', building: id.slice(1) },
    })),
    { type: 'group', id: 'gc', name: '幸福里居委会', scope: { kind: 'committee' } },
    ...homes.map((home) => ({ type: 'household', home, area: '89.50' })),
    { type: 'member', id: 's1', name: '王主任', roles: ['staff'] },
    ...said.map(({ group, from, text }, i) => ({
      type: 'message',
      id: `m${i}`,
      at: iso(START + i * step),
      ...(group === null ? {} : { group }),
      from:
        from === 'staff'
          ? { id: 's1', name: '王主任' }
          : { id: from.id, name: from.name, card: `${from.home} ${from.name}` },
      text,
    })),
    { type: 'time', at: DIGEST },
  ]
  const outcomes = new Map(said.map(({ means }, i) => [`m${i}`, means] as const))
  const texts = new Map(said.map(({ text }, i) => [`m${i}`, text] as const))
  const truth = { suggestions: suggestionsOf(said), polls: pollsOf(), lists: listsOf(), outcomes, texts }
  return { file: `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`, truth }
}

const suggestionsOf = (said: readonly Message[]): Truth['suggestions'] =>
  said
    .filter(({ means }) => means === 'appeal')
    .map(({ group, from, text }, i) => {
      const prefix = group === null ? '' : (PREFIXES.find((p) => text.startsWith(p)) ?? '')
      const author = from === 'staff' ? 's1' : from.id
      return { number: i + 1, text: text.slice(prefix.length), author, private: group === null, group }
    })

/** The last answer of each voter counts; where each home has one answer, the last of the home. */
const pollsOf = (): Truth['polls'] =>
  SAYINGS.map(({ words }, poll) => {
    const last = new Map<string, number>()
    for (const vote of votes)
      if (vote.poll === poll) last.set(poll === 1 ? vote.voter.home : vote.voter.id, vote.choice)
    const choices = [...last.values()]
    return {
      number: poll + 1,
      counts: words.map((_, i) => choices.filter((c) => c === i + 1).length),
      answered: choices.length,
    }
  })

const PLACES: readonly (readonly [work: number, shift: string, places: number])[] = [
  [1, '上午', 3],
  [1, '下午', 2],
  [2, '上午', 5],
]

const listsOf = (): Truth['lists'] =>
  PLACES.map(([work, shift, places]) => {
    const own = signings.filter((s) => s.work === work && s.shift === shift)
    const left = new Set(own.filter(({ off }) => off).map(({ who }) => who.id))
    const line = own.filter(({ off, who }) => !off && !left.has(who.id)).map(({ who }) => who.id)
    return { work, shift, in: line.slice(0, places), waiting: line.slice(places) }
  })

/** A table's rows with some of their fields, to be held against the truth. */
export const fields = (rows: readonly TableRow[], ...names: readonly string[]): TableRow[] =>
  rows.map((row) => Object.fromEntries(names.map((name) => [name, row[name]])))
