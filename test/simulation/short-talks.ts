import { groups, type Person, residents, type Said, staffOf } from './talk.ts'

/** A few short evenings, written by hand: what each of them is about is broken off at every single step. */

const SECOND = 1_000
const at = (time: string): number => Date.parse(`2026-03-${time}:00+08:00`)
const [g1] = groups
const [first, second, third] = residents(g1) as [Person, Person, Person]
const staff = staffOf(g1.community)

type Line = readonly [Person, where: string | null, text: string, means: Said['means'], isAwaited?: 'awaited']

const talk = (...lines: readonly Line[]): readonly Said[] =>
  lines.map(([person, group, text, means, isAwaited], n) => ({
    ...{ id: `m${n}`, person, group, text, means },
    ...{ pause: 3 * SECOND, awaited: isAwaited !== undefined },
  }))

const POSTING = '/招工 清理车库\n地点：车库\n时间：3月2日8:00-12:00\n人数：1\n报酬：每天120元'

const poll = (closes: string, perHome: boolean): Line => [
  staff,
  g1.id,
  `/投票 ${g1.id}门口要不要装扶手\n1 装\n2 不装\n截止：3月1日${closes}${perHome ? '\n每户一票' : ''}`,
  { as: 'poll', options: 2, perHome, closesAt: at(`01T${closes}`) },
  'awaited',
]

const vote = (choice: number) => [String(choice), { as: 'vote', choice }] as const

export const SHORT_TALKS: Readonly<Record<string, readonly Said[]>> = {
  'a poll of homes that is ended': talk(
    poll('20:00', true),
    [first, g1.id, ...vote(1)],
    [second, g1.id, ...vote(2)],
    [third, g1.id, ...vote(2)],
    [third, g1.id, ...vote(1)],
    [staff, g1.id, '/结束', { as: 'end-poll' }],
    [first, g1.id, ...vote(2)],
  ),
  'one place for two': talk(
    [staff, g1.id, POSTING, { as: 'work', places: 1, startsAt: at('02T08:00') }, 'awaited'],
    [first, null, '报名', { as: 'signup' }, 'awaited'],
    [second, g1.id, '报名', { as: 'signup' }],
    [third, null, '报名', { as: 'signup' }, 'awaited'],
    [first, null, '取消报名', { as: 'signoff' }],
  ),
  'a poll until its time, and suggestions': talk(
    poll('19:30', false),
    [first, g1.id, '建议：g1第1处楼道灯不亮，请修一下', { as: 'suggestion' }, 'awaited'],
    [second, g1.id, ...vote(1)],
    [third, null, '建议：g1第2处楼道灯不亮，请修一下', { as: 'suggestion' }],
    [staff, 'gc', '/办结 1 已经修好了', { as: 'finish' }],
    [first, null, '我的建议', { as: 'question' }],
    [second, g1.id, '晚上一起跳舞去', { as: 'talk' }],
  ),
}
