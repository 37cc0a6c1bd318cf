import { readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { adoptTable } from '../app/handlers/category.ts'
import { alone } from '../app/operations.ts'
import { programTime } from '../clock.ts'
import { crossValidate, evenly, FOLDS, testOn } from '../language/category/evaluate.ts'
import type { Example } from '../language/category/learn.ts'
import { evaluationText } from '../phrases/evaluation.ts'
import { tableProblemText } from '../phrases/tables.ts'
import { openStore, withStore } from '../store/open.ts'
import { TableError } from '../tabular/problem.ts'
import { readTable } from '../tabular/read.ts'
import { theCommunity } from './community.ts'
import { Refusal } from './problem.ts'

export interface TriageOptions {
  /** Columns that hold the text, in order; undefined: those whose headers say so. */
  readonly text: string | undefined
  /** The column that holds the category. */
  readonly label: string | undefined
}

/** Fewer than this cannot be split into folds that all have some of each label. */
const LEAST_ROWS = 20
/** More different labels are no categories but numbers or names: the wrong column. */
const MOST_LABELS = 200
/** Of a longer table rows at even distances are learned from: ten folds of so many long texts take two minutes. */
const MOST_ROWS = 10_000

/**
 * Says how well categories are told on a labelled table: by cross-validation, or trained on it and tested on another.
 * Rows without text or label are left out and counted; of more than 10,000 so many at even distances are learned from.
 * Prints a page to read, or one JSON document.
 */
export const evaluateTable = async (
  file: string,
  {
    test,
    format,
    ...options
  }: TriageOptions & { readonly test: string | undefined; readonly format: string | undefined },
): Promise<void> => {
  if (format !== undefined && format !== 'json') throw new Refusal('--format 这里只能是 json，不写就是给人看的。', true)
  const train = await readExamples(file, options)
  refuseUnlearnable(file, train)
  const tested = test === undefined ? null : await readExamples(test, train.columns)
  if (tested?.examples.length === 0) throw new Refusal(`${basename(test ?? '')} 里没有一行既有内容又有类别。`)
  const learned = evenly(train.examples, MOST_ROWS)
  const evaluation = tested ? testOn(learned, tested.examples) : crossValidate(learned)
  const how = {
    trainedOn: learned.length,
    rows: train.examples.length,
    folds: tested ? null : FOLDS,
    skipped: (tested ?? train).skipped,
    text: train.columns.text.split(','),
    label: train.columns.label,
  }
  process.stdout.write(
    format === 'json' ? `${JSON.stringify({ ...how, ...evaluation })}\n` : `${evaluationText(evaluation, how)}\n`,
  )
}

/** Adopts a labelled table: from then on a community's suggestions are categorised as it says. Replaces one adopted before. */
export const trainOnTable = async (
  db: string,
  file: string,
  { community: name, ...options }: TriageOptions & { readonly community: string | undefined },
): Promise<void> => {
  const table = await readExamples(file, options)
  refuseUnlearnable(file, table)
  const { examples, skipped } = table
  await withStore(openStore(db), async (store) => {
    const community = await theCommunity(store, name)
    const rows = examples.map(({ fields, label }) => ({ text: fields.join('\n'), label }))
    const now = await store.transact(() => programTime(Date.now()))
    const kept = await store.transact(() => alone(community.id, () => adoptTable(community.id, rows, now)))
    const labels = new Set(examples.map(({ label }) => label))
    process.stdout.write(
      `学好了：${kept}条，${labels.size}类（${[...labels].join('、')}）。${skipped > 0 ? `${skipped}行没有内容或类别，没用。` : ''}\n`,
    )
  })
}

const LABEL_HEADER = /标签|类别|分类|label|category/i
const TEXT_HEADER = /主题|标题|题目|详情|内容|正文|text|title|body|content/i

interface Labelled {
  readonly examples: Example[]
  readonly skipped: number
  readonly columns: { readonly text: string; readonly label: string }
}

/** The rows of a labelled table, and which of its columns hold what. */
export const readExamples = async (file: string, asked: TriageOptions): Promise<Labelled> => {
  const [header, ...rows] = await readRows(file)
  const names = header?.cells ?? []
  const label = asked.label ?? names.find((name) => LABEL_HEADER.test(name))
  const text =
    asked.text?.split(',').map((name) => name.trim()) ?? names.filter((n) => n !== label && TEXT_HEADER.test(n))
  const unknown = [label, ...text].find((name) => name === undefined || !names.includes(name))
  if (label === undefined || text.length === 0 || [label, ...text].some((name) => !names.includes(name)))
    throw new Refusal(
      `${basename(file)} 里${unknown === undefined ? '没看出哪列是内容、哪列是类别' : `没有“${unknown}”这一列`}。` +
        `请写 --text 列名,列名 --label 列名；有这些列：${names.join('、')}`,
    )
  if (text.includes(label)) throw new Refusal(`“${label}”不能又是内容又是类别。`)
  const at = (cells: readonly string[], name: string) => cells[names.indexOf(name)] ?? ''
  const read = rows.map(({ cells }) => ({ fields: text.map((name) => at(cells, name)), label: at(cells, label) }))
  const examples = read.filter((one) => one.label !== '' && one.fields.some((field) => field !== ''))
  return { examples, skipped: read.length - examples.length, columns: { text: text.join(','), label } }
}

/** Nothing can be learned from a few rows, from one label, or from a column that is no label. */
const refuseUnlearnable = (file: string, { examples, columns }: Labelled): void => {
  const labels = new Set(examples.map(({ label }) => label)).size
  const said =
    examples.length < LEAST_ROWS
      ? `里既有内容又有类别的只有${examples.length}行，至少要${LEAST_ROWS}行。`
      : labels < 2
        ? `的“${columns.label}”一列从头到尾是同一类，没什么可分的，至少要两类。`
        : labels > MOST_LABELS
          ? `的“${columns.label}”一列有${labels}种不同的写法，不像类别（最多${MOST_LABELS}类）。请用 --label 换一列。`
          : null
  if (said !== null) throw new Refusal(`${basename(file)} ${said}`)
}

const readRows = async (file: string) => {
  let bytes: Uint8Array
  try {
    bytes = readFileSync(file)
  } catch {
    throw new Refusal(`文件打不开：${file}`)
  }
  try {
    return (await readTable({ name: basename(file), bytes })).rows
  } catch (error) {
    if (error instanceof TableError) throw new Refusal(`${basename(file)}：${tableProblemText(error)}`)
    throw error
  }
}
