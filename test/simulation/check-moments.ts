import type { TableRow } from '../../src/app/tables.ts'
import type { Verdict } from './check.ts'
import { type Inbox, nameOfChat, type Recording, refusedIn } from './recording.ts'
import type { Spoken } from './spoken.ts'
import type { Group } from './talk.ts'
import { communitiesOf, dayOf, digestsDue, type PollTruth, remindersOf } from './truth.ts'

/* What comes by the clock: polls close with their result, the committee reads its digest, who has a place is reminded. */

/** The sums of a poll are those of what its group said, in the group's order; it closes in time, and says so once. */
export const checkPolls = (
  { rows, dueBy, skew }: Recording,
  spoken: readonly Spoken[],
  polls: ReadonlyMap<string, PollTruth>,
  groups: readonly Group[],
  { lost, doubled, uncaused, wrong }: Verdict,
): void => {
  for (const { id } of groups) {
    const truth = polls.get(id)
    const there = rows.polls.filter((poll) => poll.group === id)
    const found = there.map(countsOf)
    if (found.join(' and ') !== (truth?.counts.join() ?? ''))
      wrong.push(`poll of ${id}: ${found} instead of ${truth?.counts}`)
    const told = spoken.filter(({ chat }) => chat === nameOfChat('group', id))
    const results = told.filter(({ kind }) => kind === 'result')
    if (!truth) {
      uncaused.push(...results.map(({ key }) => `result ${key}`))
      continue
    }
    const { closesAt, endedBy, counts, sums } = truth
    if (closesAt <= dueBy || endedBy) {
      if (there.some(({ status }) => status !== 'closed')) lost.push(`the end of the poll of ${id}`)
      if (results.length === 0) lost.push(`the result of the poll of ${id}`)
    }
    if (results.length > 1) doubled.push(`the result of the poll of ${id}`)
    const early = endedBy?.isBefore(closesAt) ? endedBy.said.id : null
    for (const { text, cause, said, at, key } of results) {
      if (countsIn(text) !== wordsOf(counts)) wrong.push(`${key} says ${countsIn(text)} instead of ${counts}`)
      if (early !== null && cause !== early) uncaused.push(`result ${key}, and not of ${early}`)
      if (said === null && at !== null && at < closesAt - skew) uncaused.push(`result ${key} too early`)
    }
    // Each sum that was shown was so once, and later ones are of later.
    let next = 0
    for (const { text, key } of told.filter(({ kind }) => kind === 'tally')) {
      const at = sums.findIndex((sum, i) => i >= next && countsIn(text) === wordsOf(sum.split(',').map(Number)))
      if (at < 0) wrong.push(`${key} says ${countsIn(text)}, which the sum never was`)
      else next = at
    }
  }
}

const countsOf = (poll: TableRow): string => (poll.options as { count: number }[]).map(({ count }) => count).join()

/** 装1，不装0 of a result or a tally: the numbers alone. */
const countsIn = (text: string): string =>
  /没有人回答|没收到回答/.test(text)
    ? 'none'
    : [...(/[户人](?:回答)?：([^。]*)。/.exec(text)?.[1] ?? '').matchAll(/(\d+)(?=，|$)/g)].map(([n]) => n).join()

const wordsOf = (counts: readonly number[]): string => (counts.every((n) => n === 0) ? 'none' : counts.join())

/** Each community has a digest every evening, and its committee reads it where it has a group. */
export const checkDigests = (
  { rows, since, dueBy, endedAt, skew }: Recording,
  spoken: readonly Spoken[],
  groups: readonly Group[],
  { lost, doubled, uncaused, wrong }: Verdict,
): void => {
  const told = spoken.filter(({ kind }) => kind === 'digest')
  for (const community of communitiesOf(groups)) {
    const title = (at: number) => `【日报】${community}社区 ${dayOf(at)}`
    const isOf =
      (at: number) =>
      ({ text }: { readonly text: string }) =>
        new RegExp(`^${title(at)}(?!\\d)`).test(text)
    const kept = rows.digests.map(({ text }) => ({ text: String(text) }))
    for (const due of digestsDue(since, endedAt + skew)) {
      const made = kept.filter(isOf(due))
      if (made.length === 0 && due <= dueBy) lost.push(`${title(due)} of ${community}`)
      if (made.length > 1) doubled.push(`${title(due)} of ${community}`)
      for (const { id, committee } of groups) {
        if (!committee || groups.find((group) => group.id === id)?.community !== community) continue
        const heard = told.filter(({ chat }) => chat === nameOfChat('group', id)).filter(isOf(due))
        if (heard.length < made.length) lost.push(`${title(due)} in ${id}`)
        if (heard.length > 1) doubled.push(`${title(due)} in ${id}`)
        for (const { text, at, key } of heard) {
          if (at !== null && !made.some((one) => one.text === text)) wrong.push(`${key} is not what was kept of it`)
          if (at !== null && at < due - skew) uncaused.push(`${title(due)} too early`)
        }
      }
    }
  }
  const committees = new Set(groups.flatMap(({ id, committee }) => (committee ? [nameOfChat('group', id)] : [])))
  uncaused.push(...told.filter(({ chat }) => !committees.has(chat)).map(({ key, chat }) => `digest ${key} in ${chat}`))
}

/** Whoever has a place the evening before is reminded, once; nobody else is. */
export const checkReminders = (
  { rows, said, sends, dueBy, endedAt, skew }: Recording,
  spoken: readonly Spoken[],
  stored: ReadonlyMap<string, Inbox>,
  { lost, doubled, uncaused }: Verdict,
): void => {
  const reminders = spoken.filter(({ kind }) => kind === 'reminder')
  const places = spoken.filter(
    ({ kind, text }) => kind === 'moved up' || (kind === 'place' && text.startsWith('报上了')),
  )
  const people = new Map(said.map(({ person }) => [person.id, person]))
  const placed = new Set<string>()
  const refused = refusedIn({ sends })
  const inNow = new Set(rows.signups.filter(({ status }) => status === 'in').map(({ member }) => String(member)))
  for (const { id: posting, group, means } of said) {
    if (means.as !== 'work') continue
    const { evening, soon } = remindersOf(means.startsAt)
    const posted = stored.get(posting)?.receivedAt ?? Number.POSITIVE_INFINITY
    const times = [evening, soon].filter((at) => at > posted && at <= endedAt + skew).length
    for (const [id, person] of people) {
      if (person.group !== group) continue
      const direct = nameOfChat('direct', id)
      // Who cannot be told in private moves up in his group.
      const told = refused.has(direct) ? [direct, nameOfChat('group', group ?? '')] : [direct]
      const his = places.filter(
        ({ said, chat, kind }) =>
          (said?.person.id === id && said.means.as === 'signup') ||
          (kind === 'moved up' ? told.includes(chat) : chat === direct),
      )
      const heard = reminders.filter(({ chat }) => chat === direct).length
      if (his.length > 0) placed.add(direct)
      if (heard > times) doubled.push(`reminder of ${id}`)
      const last = his.at(-1)?.at ?? Number.POSITIVE_INFINITY
      // Who had his place by then, and has it still; nobody is told in the morning of what was due in the evening.
      const isDue = posted < evening - skew && evening <= dueBy && endedAt < soon - skew && last < evening - skew
      if (isDue && inNow.has(id) && heard === 0 && !refused.has(direct)) lost.push(`reminder of ${id}`)
    }
  }
  uncaused.push(
    ...reminders.filter(({ chat }) => !placed.has(chat)).map(({ key, chat }) => `reminder ${key} in ${chat}`),
  )
}
