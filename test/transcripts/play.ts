import { replay } from '../../src/replay/run.ts'
import { openSqlite } from '../../src/store/sqlite.ts'

/**
 * Conversations as people read them: a line is what somebody says, and what 五共 answers stands indented below it. README.md
 * beside them says how to write one.
 */

const GROUPS: Readonly<Record<string, object>> = {
  '3栋': { name: '幸福里3栋业主群', scope: { kind: 'building', building: '3' } },
  社区群: { name: '幸福里业主群', scope: { kind: 'community' } },
  居委会: { name: '幸福里居委会', scope: { kind: 'committee' } },
}
/** Names on their cards in the groups; whoever is not here writes under his bare name. */
const CARDS: Readonly<Record<string, string>> = {
  张三: '3-2-501 张三',
  李四: '3-2-302 李四',
  王秀英: '3-1-101 王秀英',
  赵大爷: '3栋1单元202老赵',
  小周: '小周3-1-301',
}
const STAFF: readonly string[] = ['王主任', '小陈']

const homes = ['1', '2'].flatMap((unit) =>
  [1, 2, 3, 4, 5].flatMap((floor) => [`3-${unit}-${floor}01`, `3-${unit}-${floor}02`]),
)

const SETUP: readonly object[] = [
  { type: 'community', name: '幸福里社区', timezone: 'Asia/Shanghai' },
  ...Object.entries(GROUPS).map(([id, group]) => ({ type: 'group', id, ...group })),
  ...homes.map((home) => ({ type: 'household', home, area: '89.50', owners: [] })),
  ...STAFF.map((name) => ({ type: 'member', id: name, name, roles: ['staff'] })),
]

const SAID = /^(?:(\d{1,2}月\d{1,2}日)?(\d{1,2}:\d{2}) )?([^@：（\s]+)(?:@([^：（]+))?(?:（引(.+?)）)?：(.*)$/

const two = (n: string | undefined): string => (n ?? '').padStart(2, '0')

/** `order`: lines of one minute come one second after the other. */
const iso = (day: string, time: string, order: number): string => {
  const [, month, date] = /^(\d{1,2})月(\d{1,2})日$/.exec(day) ?? []
  const [hour, minute] = time.split(':')
  return `2026-${two(month)}-${two(date)}T${two(hour)}:${two(minute)}:${two(String(order))}+08:00`
}

interface Heard {
  readonly type: 'send' | 'note'
  readonly at: string
  readonly to: { readonly group?: string; readonly member?: string }
  readonly text: string
  readonly key: string
  readonly image?: object
}

const whereOf = ({ to }: Heard): string => to.group ?? to.member ?? ''

const hear = async (lines: readonly object[]): Promise<readonly Heard[]> => {
  const store = openSqlite(':memory:')
  const heard: Heard[] = []
  await replay(lines.map((line) => JSON.stringify(line)).join('\n'), {
    ...{ store, log: { info: () => {}, warn: () => {}, error: () => {} } },
    print: (line) => heard.push(JSON.parse(line)),
  })
  await store.close()
  return heard.filter(({ type }) => type === 'send')
}

interface Said {
  /** As it stands in the file. */
  readonly line: string
  readonly at: string
  readonly event: object
}

/** What people say in a file, each with its moment. What is quoted of ours is found by playing what comes before. */
const saidIn = async (file: string): Promise<readonly Said[]> => {
  const said: Said[] = []
  const last = new Map<string, string>()
  let [day, time, order] = ['3月1日', '9:00', 0]
  for (const line of file.split('\n')) {
    if (line.startsWith('  ') || line === '' || line.startsWith('#')) continue
    const moved = /^到(\d{1,2}月\d{1,2}日)?(\d{1,2}:\d{2})$/.exec(line)
    const [, newDay = day, newTime = time, who = '', group, quoted, text = ''] = moved ?? SAID.exec(line) ?? []
    if (!moved && who === '') throw new Error(`nobody can read this line: ${line}`)
    order = newDay === day && newTime === time ? order + 1 : 0
    ;[day, time] = [newDay, newTime]
    const at = iso(day, time, order)
    const place = group ?? who
    if (quoted === '五共')
      last.set(
        `五共@${place}`,
        (await hear([...SETUP, ...said.map(({ event }) => event)])).findLast((one) => whereOf(one) === place)?.key ??
          '',
      )
    const quote = quoted === undefined ? undefined : last.get(`${quoted}@${place}`)
    if (quoted !== undefined && !quote) throw new Error(`nothing of ${quoted} to quote: ${line}`)
    const id = `m${said.length + 1}`
    last.set(`${who}@${place}`, id)
    const message = {
      ...{ type: 'message', id, at, ...(group === undefined ? {} : { group }), ...(quote ? { quote } : {}) },
      from: { id: who, name: who, ...(group !== undefined && CARDS[who] ? { card: CARDS[who] } : {}) },
      text: text.replaceAll('⏎', '\n').replace(/@五共\s*/, ''),
      mentions: text.includes('@五共') ? ['bot'] : [],
    }
    said.push({ line, at, event: moved ? { type: 'time', at } : message })
  }
  return said
}

/** Plays the conversation of a file anew and writes the file as it is then. */
export const play = async (file: string): Promise<string> => {
  const said = await saidIn(file)
  const waiting = [...(await hear([...SETUP, { type: 'time', at: said[0]?.at }, ...said.map(({ event }) => event)]))]
  const out: string[] = []
  const tell = (until: number) => {
    while (waiting[0] && Date.parse(waiting[0].at) < until) {
      const [one] = waiting.splice(0, 1)
      if (one)
        out.push(`  五共→${whereOf(one)}：${one.text.replaceAll('\n', '\n    ')}${one.image ? '\n    ［图］' : ''}`)
    }
  }
  let next = 0
  for (const line of file.split('\n')) {
    if (line.startsWith('  ')) continue
    const here = said[next]
    if (here?.line === line) {
      tell(Date.parse(here.at))
      next += 1
    }
    if (next === said.length && line === '') tell(Number.POSITIVE_INFINITY)
    out.push(line)
  }
  tell(Number.POSITIVE_INFINITY)
  return `${out.join('\n').trimEnd()}\n`
}
