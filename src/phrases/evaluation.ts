import type { Evaluation } from '../language/category/evaluate.ts'

interface How {
  readonly trainedOn: number
  /** How many rows could be learned from. */
  readonly rows: number
  /** Null: tested on another table. */
  readonly folds: number | null
  readonly skipped: number
}

/** How well categories are told, as a page for whoever typed the command. */
export const evaluationText = (evaluation: Evaluation, { trainedOn, rows, folds, skipped }: How): string => {
  const { texts, labels, macroF1, accuracy, atCoverage, perLabel, confusion } = evaluation
  const how = folds === null ? `用${trainedOn}条学，拿另外${texts}条考` : `${texts}条，分${folds}份轮流学和考`
  const wide = Math.max(...labels.map(widthOf), 8)
  return [
    `${how}${skipped > 0 ? `（另有${skipped}行没有内容或类别，没用）` : ''}`,
    ...(rows > trainedOn ? [`表里有${rows}条，匀着取了${trainedOn}条`] : []),
    `macro-F1 ${decimal(macroF1)}　准确率 ${decimal(accuracy)}`,
    '',
    '只判最有把握的那些时的准确率：',
    ...atCoverage.map(
      ({ coverage, accuracy: right, certainty }) =>
        `${`${Math.round(coverage * 100)}%`.padStart(6)}  ${decimal(right)}  把握不低于 ${certainty.toFixed(2)}`,
    ),
    '',
    `${padded('类', wide)}  条数   精确   召回     F1`,
    ...perLabel.map(
      ({ label, texts: count, precision, recall, f1 }) =>
        `${padded(label, wide)}${String(count).padStart(6)} ${decimal(precision)} ${decimal(recall)} ${decimal(f1)}`,
    ),
    '',
    '混淆表（行是本来的类，列是判成的类，次序相同）：',
    ...confusion.map((row, i) => `${padded(labels[i] ?? '', wide)}${row.map((n) => String(n).padStart(6)).join('')}`),
  ].join('\n')
}

const decimal = (share: number): string => share.toFixed(4)

/** On a terminal a Chinese character is two columns wide. */
const widthOf = (text: string): number =>
  [...text].reduce((width, character) => width + (/[\u1100-\uffff]/.test(character) ? 2 : 1), 0)

const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))
