import { existsSync, readFileSync } from 'node:fs'
import { mergeJielong } from '../../dist/language/jielong/merge.js'
import { readJielong } from '../../dist/language/jielong/read.js'

/**
 * How well 接龙 are read: real and collected texts, read in place. `npm run bench:language [-- part PART OF]` counts every
 * case, or only those whose place in the file leaves PART when divided by OF (prefix ! for all the others).
 */
const CASES = new URL('../../../shared/data/jielong/cases.jsonl', import.meta.url)
const say = (line) => process.stdout.write(`${line}\n`)

const OCCASION = { 晚餐: 'dinner', 午餐: 'lunch' }
const same = (one, other) => JSON.stringify(one) === JSON.stringify(other)
const sorted = (counts) => Object.fromEntries(Object.entries(counts).sort())

/** What the second of two versions did to the first. */
const relation = (previous, raw) => {
  const versions = [previous, raw].map((text, at) => ({ id: String(at), sender: `u${at}`, text, at }))
  const merged = mergeJielong(versions)
  const kinds = new Set(merged?.remarks.map(({ kind }) => kind))
  const added = merged?.entries.some(({ version }) => version === '1')
  if (kinds.has('lost')) return kinds.has('altered') ? 'rejected: deletion plus change' : 'rejected: deletion'
  if (!kinds.has('altered')) return 'continuation'
  return added ? 'continuation with one correction' : 'correction'
}

/** Each field that a case states, with what we read for it. A case may state only some. */
const fieldsOf = (expected, jielong, raw) => {
  const { entries } = jielong
  const names = entries.map(({ name }) => name)
  const quantities = entries.map(({ quantity }) => quantity)
  const read = {
    title: () => jielong.title,
    count: () => entries.length,
    names: () => (/last/.test(expected.note ?? '') ? [...new Set(names)] : names),
    quantities: () => quantities,
    relation: () => relation(expected.previous, raw),
    groups: () => tally(entries),
    choices: () => tally(entries),
    items: () =>
      Array.isArray(expected.items)
        ? entries.map(({ name, quantity, choice }) => ({ name, quantity, occasion: OCCASION[choice] }))
        : Object.fromEntries(entries.map(({ number, text }) => [number, text])),
  }
  return Object.entries(expected).flatMap(([field, value]) =>
    field in read ? [{ field, value, ours: read[field]() }] : [],
  )
}

const tally = (entries) => {
  const counts = {}
  for (const { choice } of entries) counts[choice ?? 'unassigned'] = (counts[choice ?? 'unassigned'] ?? 0) + 1
  return sorted(counts)
}

const measure = (cases) => {
  const fields = {}
  const failures = []
  const score = { lists: 0, exact: 0, others: 0, alone: 0 }
  for (const { id, label, raw, expected } of cases) {
    const jielong = readJielong(raw)
    if (label !== 'jielong') {
      score.others += 1
      score.alone += jielong === null ? 1 : 0
      if (jielong) failures.push(`${id}: taken for a 接龙`)
      continue
    }
    score.lists += 1
    const told = jielong ? fieldsOf(expected ?? {}, jielong, raw) : []
    const wrong = told.filter(({ value, ours }) => !same(value, ours))
    for (const { field, value, ours } of told) {
      fields[field] ??= { right: 0, all: 0 }
      fields[field].all += 1
      fields[field].right += same(value, ours) ? 1 : 0
    }
    if (jielong && wrong.length === 0) score.exact += 1
    else
      failures.push(
        `${id}: ${jielong ? wrong.map(({ field, ours }) => `${field} ${JSON.stringify(ours)}`).join(' ') : 'not seen'}`,
      )
  }
  return { score, fields, failures }
}

const speed = (cases) => {
  const times = []
  for (let round = 0; round < 200; round += 1)
    for (const { raw } of cases) {
      const start = performance.now()
      readJielong(raw)
      if (round >= 50) times.push((performance.now() - start) * 1000)
    }
  times.sort((a, b) => a - b)
  const at = (share) => times[Math.floor(times.length * share)]?.toFixed(0)
  return `median ${at(0.5)} µs, p99 ${at(0.99)} µs`
}

const percent = (part, all) => `${part}/${all} (${all === 0 ? '-' : ((100 * part) / all).toFixed(1)} %)`

if (!existsSync(CASES)) say('接龙: skipped, ../shared/data/jielong is not here')
else {
  const [, part, of] = process.argv.slice(2)
  const chosen = (index) =>
    part === undefined ||
    (part.startsWith('!') ? index % Number(of) !== Number(part.slice(1)) : index % Number(of) === Number(part))
  const cases = readFileSync(CASES, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
    .filter((_, index) => chosen(index))
  const { score, fields, failures } = measure(cases)
  say(`接龙                 ${cases.length} texts`)
  say(`lists exactly right  ${percent(score.exact, score.lists)}   aim: at least 95 %`)
  say(`look-alikes alone    ${percent(score.alone, score.others)}   aim: 100 %`)
  say(`all cases            ${percent(score.exact + score.alone, cases.length)}`)
  for (const [field, { right, all }] of Object.entries(fields)) say(`  ${field.padEnd(18)} ${percent(right, all)}`)
  say(`reading              ${speed(cases)}`)
  for (const failure of failures) say(`  wrong: ${failure}`)
}
