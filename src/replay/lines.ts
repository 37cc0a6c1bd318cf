import { z } from 'zod'
import { mistakesOf } from '../chat/mistake.ts'
import { DAY, isTimezone } from '../core/kernel/calendar.ts'
import { hundredths } from '../core/kernel/quantity.ts'
import { homeFromText } from '../core/people/home.ts'

/** The lines of a replay file: a contract with other programs. */
const id = z.string().min(1).max(200)
const name = z.string().max(200)
const home = z.string().refine((text) => homeFromText(text) !== null, '门牌要写成 3-2-501 这样')
const at = z.iso
  .datetime({ offset: true, error: '时间要写成 2026-03-01T09:00:00+08:00 这样' })
  .transform((text) => Date.parse(text))

const scope = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('community') }),
  z.object({ kind: z.literal('committee') }),
  z.object({ kind: z.literal('staff') }),
  z.object({ kind: z.literal('building'), building: z.string().min(1) }),
  z.object({ kind: z.literal('unit'), building: z.string().min(1), unit: z.string().min(1) }),
])

const line = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('community'),
    name: z.string().min(1),
    timezone: z.string().refine(isTimezone, '没有这个时区'),
  }),
  z.object({ type: z.literal('group'), id, name, scope }),
  z.object({
    type: z.literal('household'),
    home,
    area: z
      .string()
      .refine((text) => (hundredths(text) ?? 0) > 0, '面积要写成 89.50 这样')
      .optional(),
    areaSource: z.string().optional(),
    owners: z.array(name).default([]),
  }),
  z.object({ type: z.literal('member'), id, name, roles: z.array(z.string()).default([]), home: home.optional() }),
  z.object({
    type: z.literal('message'),
    id,
    at,
    group: id.optional(),
    from: z.object({ id, name: name.optional(), card: name.optional() }),
    text: z.string().max(4_000_000),
    mentions: z.array(id).default([]),
    quote: id.optional(),
    attachments: z.array(z.unknown()).default([]),
    late: z.boolean().default(false),
  }),
  z.object({ type: z.literal('time'), at }),
])

export type Line = z.infer<typeof line>

/** A file that is refused, with the number of the bad line (from 1) and one reason. */
export class BadLine extends Error {
  readonly line: number
  constructor(number: number, reason: string) {
    super(reason)
    this.line = number
  }
}

/** No further does the clock go at a time, in ms. */
const FURTHEST = 366 * DAY

/** What is in the database that a file is played on: the community that goes on, and whose each group and person is. */
export interface Known {
  readonly community: string | null
  readonly groups: ReadonlyMap<string, string>
  readonly members: ReadonlyMap<string, string>
}

/**
 * Reads a whole file before anything of it is applied, so that a bad line changes nothing. Refuses what is not JSON,
 * unknown types, a time before an earlier one or more than a year after it (every day of it would be played), a message in
 * a group that no line before it named, anything that needs a community before there is one, and a group or person that
 * is another community's in the database: what is said there would get lost between the two.
 */
export const readLines = (text: string, known: Known): Line[] => {
  const lines: Line[] = []
  const groups = new Set(known.groups.keys())
  let { community } = known
  let reached = Number.NEGATIVE_INFINITY
  let latest = Number.POSITIVE_INFINITY
  text
    .replace(/^\uFEFF/, '')
    .split('\n')
    .forEach((raw, i) => {
      if (raw.trim() === '') return
      const parsed = parse(raw, i + 1)
      if (parsed.type === 'community') community = parsed.name
      else if (community === null) throw new BadLine(i + 1, '前面还没有 community 这一行')
      if (parsed.type === 'group' || parsed.type === 'member') {
        const whose = known[`${parsed.type}s`].get(parsed.id) ?? community
        if (whose !== community)
          throw new BadLine(
            i + 1,
            `id：${parsed.id} 在这个数据库里是${whose}的，不能又是${community}的。请用 --db 换一个文件，或者换一个 id`,
          )
      }
      if (parsed.type === 'time') {
        if (parsed.at < reached) throw new BadLine(i + 1, 'at：比前面的 time 还早，时间不能往回走')
        reached = parsed.at
      }
      if ('at' in parsed) {
        if (parsed.at - latest > FURTHEST)
          throw new BadLine(i + 1, 'at：比前面晚了一年多。写错了请改；真要隔这么久，中间加几行 time')
        latest = latest === Number.POSITIVE_INFINITY ? parsed.at : Math.max(latest, parsed.at)
      }
      if (parsed.type === 'group') groups.add(parsed.id)
      if (parsed.type === 'message' && parsed.group !== undefined && !groups.has(parsed.group))
        throw new BadLine(i + 1, `前面没有这个群：${parsed.group}`)
      lines.push(parsed)
    })
  return lines
}

const parse = (raw: string, number: number): Line => {
  let value: unknown
  try {
    value = JSON.parse(raw)
  } catch {
    throw new BadLine(number, '不是一行完整的 JSON')
  }
  const read = line.safeParse(value)
  if (read.success) return read.data
  const [mistake] = mistakesOf(read.error, value)
  throw new BadLine(number, `${mistake?.path || 'type'}：${mistake?.zh ?? '写得不对'}`)
}
