import type { Verdict } from './check.ts'
import { grouped, type Inbox, nameOfChat, type Recording, refusedIn, repeated } from './recording.ts'
import type { Spoken } from './spoken.ts'
import type { Group, Said } from './talk.ts'
import { type Change, changing, communitiesOf, listOf } from './truth.ts'

/** Who is on a list is who said so, in the order in which the trail has it; and the trail has all of it once. */
export const checkLists = (
  { rows, said, sends }: Recording,
  spoken: readonly Spoken[],
  known: ReadonlyMap<string, Said>,
  stored: ReadonlyMap<string, Inbox>,
  verdict: Verdict,
): void => {
  const { lost, doubled, outOfOrder, wrong } = verdict
  const trail: { said: Said; chat: number; seq: number }[] = []
  for (const { type, message } of rows.events) {
    const one = /^signup\.(?!promoted)/.test(type) ? known.get(message ?? '') : undefined
    const row = one && stored.get(one.id)
    if (one && row) trail.push({ said: one, chat: row.chat, seq: row.seq })
  }
  doubled.push(...repeated(trail.map((entry) => `list entry of ${entry.said.id}`)))
  const last = new Map<number, number>()
  for (const { said: one, chat, seq } of trail) {
    if (seq < (last.get(chat) ?? 0)) outOfOrder.push(`list entry of ${one.id}`)
    last.set(chat, seq)
  }
  const at = ({ id }: Said): number => stored.get(id)?.receivedAt ?? Number.POSITIVE_INFINITY
  const postings = said.flatMap((one) => (one.means.as === 'work' ? [{ one, ...one.means }] : []))
  // A history of many stalls may last until the work has begun: then it takes nobody any more.
  const open = postings.filter(({ one, startsAt }) => at(one) < startsAt)
  const work = new Map(open.map(({ one, places, startsAt }) => [one.group, { one, places, startsAt }]))
  // A posting that had to be handed over again may be stored after what others said meanwhile.
  const isBefore = (one: Said, posting: Said): boolean => {
    const [own, its] = [stored.get(one.id), stored.get(posting.id)]
    return own !== undefined && its !== undefined && own.chat === its.chat && own.seq < its.seq
  }
  const spokenOf = grouped(spoken, ({ cause }) => cause)
  const groupOf = new Map(said.map(({ person }) => [person.id, person.group]))
  const inOrder = [...said].sort((a, b) => (stored.get(a.id)?.seq ?? 0) - (stored.get(b.id)?.seq ?? 0))
  const found = new Set(trail.map((entry) => entry.said.id))
  for (const [person, words] of grouped(
    inOrder.filter(({ means }) => means.as === 'signup' || means.as === 'signoff'),
    (one) => one.person.id,
  )) {
    const posting = work.get(groupOf.get(String(person)) ?? null)
    const heard = posting ? words.filter((one) => at(one) < posting.startsAt && !isBefore(one, posting.one)) : []
    const due = changing(heard).map(({ id }) => id)
    lost.push(...due.filter((id) => !found.has(id)).map((id) => `list entry of ${id}`))
    const extra = words.filter(({ id }) => found.has(id) && !due.includes(id))
    wrong.push(...extra.map(({ id }) => `list entry of ${id}`))
  }
  for (const [group, { places }] of work) {
    const posting = rows.work.find((row) => row.group === group)
    const entries = trail.flatMap((entry) => (entry.said.person.group === group ? [entry.said] : []))
    const { line, changes } = listOf(entries, places)
    const standing = (status: string) =>
      rows.signups
        .filter(
          (row) => row.work === posting?.number && row.status === status && groupOf.get(String(row.member)) === group,
        )
        .sort((a, b) => Number(a.position) - Number(b.position))
        .map(({ member }) => String(member))
    const seen = `${standing('in')} | ${standing('waiting')}`
    const right = `${line.slice(0, places)} | ${line.slice(places)}`
    if (seen !== right) wrong.push(`list of ${group}: ${seen} instead of ${right}`)
    checkWords(spokenOf, { places, changes, group, refused: refusedIn({ sends }) }, verdict)
    const full = spoken.filter(
      ({ kind, chat }) => kind === 'full' && chat === nameOfChat('group', String(group)),
    ).length
    const wasFull = changes.some(({ rank }) => rank !== null && rank >= places)
    if (wasFull && full === 0) lost.push(`that ${group} has no more places`)
    if (full > (wasFull ? 1 : 0)) doubled.push(`that ${group} has no more places`)
  }
}

/** Whoever joins hears where he stands, whoever leaves that he is off, and who moves up because of it that he is in. */
const checkWords = (
  spokenOf: ReadonlyMap<string | number, readonly Spoken[]>,
  {
    places,
    changes,
    group,
    refused,
  }: {
    readonly places: number
    readonly changes: readonly Change[]
    readonly group: string | null
    readonly refused: ReadonlySet<string>
  },
  { lost, uncaused, wrong }: Verdict,
): void => {
  for (const { said, rank, movedUp } of changes) {
    const told = spokenOf.get(said.id) ?? []
    const words = rank === null ? '取消了' : rank > places ? `您排第${rank - places}个` : `第${rank}个（共${places}个）`
    const answer = told.find(({ kind }) => kind === 'place' || kind === 'off')
    if (answer && !answer.text.includes(words)) wrong.push(`${said.id} was told ${answer.text} instead of ${words}`)
    if (!answer) lost.push(`what became of ${said.id}`)
    const direct = nameOfChat('direct', movedUp ?? '')
    // Who cannot be told in private is told in his group.
    const chats = refused.has(direct) ? [direct, nameOfChat('group', group ?? '')] : [direct]
    const moved = told.filter(({ kind }) => kind === 'moved up')
    if (movedUp !== null && !moved.some(({ chat }) => chats.includes(chat)))
      lost.push(`that ${movedUp} moves up by ${said.id}`)
    uncaused.push(
      ...moved.filter(({ chat }) => !chats.includes(chat)).map(({ chat }) => `${chat} moves up by ${said.id}`),
    )
  }
}

/** Each suggestion is there once, its author hears its number, and its community's numbers are 1, 2, 3 … */
export const checkSuggestions = (
  { rows, said, sends }: Recording,
  spoken: readonly Spoken[],
  known: ReadonlyMap<string, Said>,
  groups: readonly Group[],
  verdict: Verdict,
): void => {
  const { lost, doubled, wrong } = verdict
  const texts = rows.suggestions.map(({ text }) => String(text))
  doubled.push(...repeated(texts.map((text) => `suggestion ${text}`)))
  const suggested = said.filter(({ means }) => means.as === 'suggestion')
  const kept = new Set(texts)
  for (const { text } of suggested) if (!kept.has(text.replace('建议：', ''))) lost.push(`suggestion ${text}`)
  if (texts.length !== suggested.length) wrong.push(`${texts.length} suggestions of ${suggested.length}`)
  const spokenOf = grouped(spoken, ({ cause }) => cause)
  const received = rows.events.flatMap(({ type, message, subject }) => {
    const one = type === 'suggestion.received' ? known.get(message ?? '') : undefined
    return one ? [{ one, number: Number(subject.split(':').at(-1)) }] : []
  })
  for (const { one, number } of received) {
    const receipt = spokenOf.get(one.id)?.find(({ kind }) => kind === 'receipt')
    if (receipt && !receipt.text.includes(`建议${number}号：`))
      wrong.push(`${one.id} is ${number}, and was told ${receipt.text}`)
  }
  for (const community of communitiesOf(groups)) {
    const own = received.filter(({ one }) => one.person.community === community)
    const numbers = own.map(({ number }) => number).sort((a, b) => a - b)
    if (numbers.some((n, i) => n !== i + 1)) wrong.push(`suggestions of ${community} have numbers ${numbers}`)
    checkDone(
      { rows, sends },
      spoken.filter(({ said, kind }) => kind === 'done' && said?.person.community === community),
      own,
      verdict,
    )
  }
}

/** Whoever suggested something hears once that it is done. */
const checkDone = (
  { rows: { suggestions }, sends }: Pick<Recording, 'rows' | 'sends'>,
  told: readonly Spoken[],
  received: readonly { readonly one: Said; readonly number: number }[],
  { lost, doubled, uncaused }: Verdict,
): void => {
  for (const { one, number } of received) {
    const heard = told.filter(({ text }) => text.startsWith(`建议${number}号`))
    const isDone = suggestions.some(({ text, status }) => status === 'done' && one.text === `建议：${text}`)
    const isOwed = isDone && !refusedIn({ sends }).has(nameOfChat('direct', one.person.id))
    if (isOwed && heard.length === 0) lost.push(`that ${one.id} is done`)
    if (heard.length > 1) doubled.push(`that ${one.id} is done`)
    const chats = [nameOfChat('group', one.group ?? ''), nameOfChat('direct', one.person.id)]
    if (heard.some(({ chat }) => !isDone || !chats.includes(chat))) uncaused.push(`that ${one.id} is done`)
  }
}
