import { describe, expect, it } from 'vitest'
import { readTable } from '../../src/tabular/read.ts'
import { writeTable } from '../../src/tabular/write.ts'

const columns = [
  { key: 'room', header: '房号' },
  { key: 'note', header: '说明' },
]
const csvOf = async (note: unknown) =>
  new TextDecoder('utf-8', { ignoreBOM: true }).decode(await writeTable([{ room: '0501', note }], columns, 'csv'))
const xlsxOf = async (note: unknown) =>
  (await readTable({ name: 'a.xlsx', bytes: await writeTable([{ room: '0501', note }], columns, 'xlsx') })).rows[1]
    ?.cells

describe('csv', () => {
  it('opens right in Excel in China: BOM and CRLF', async () => {
    expect(await csvOf('好')).toBe('\ufeff房号,说明\r\n0501,好\r\n')
  })

  it('leaves nothing that a spreadsheet would run as a formula', async () => {
    for (const text of ['=1+1', '+86 138', '-2+3', '@SUM(A1)', '\t=1', '＝1', '=HYPERLINK("http://a")', '-'])
      expect(await csvOf(text)).toContain("'")
  })

  it('leaves negative numbers and ordinary text alone', async () => {
    for (const value of [-12.5, '-12.5', '3-2-501', 'a=b', 12]) expect(await csvOf(value)).not.toContain("'")
  })

  it('quotes what has separators, quotes and line ends', async () => {
    expect(await csvOf('他说"好",\n行')).toContain('"他说""好"",\n行"')
  })
})

describe('xlsx', () => {
  it('keeps room numbers, mobiles and formulas as text', async () => {
    expect(await xlsxOf('13800138000')).toEqual(['0501', '13800138000'])
    expect(await xlsxOf('=1+1')).toEqual(['0501', '=1+1'])
  })

  it('survives rare characters, control characters, halves of characters and very long text', async () => {
    expect(await xlsxOf('𠮷\x00\x1b<&>"\ud800')).toEqual(['0501', '𠮷<&>"'])
    expect((await xlsxOf('长'.repeat(100_000)))?.[1]?.length).toBe(32_767)
  })

  it('writes nothing for what is missing and words for yes and no', async () => {
    expect(await xlsxOf(null)).toEqual(['0501'])
    expect(await xlsxOf(true)).toEqual(['0501', '是'])
    expect(await xlsxOf(['张三', '李四'])).toEqual(['0501', '["张三","李四"]'])
  })

  it('is a table with its header when there are no rows', async () => {
    const { rows } = await readTable({ name: 'a', bytes: await writeTable([], columns, 'xlsx') })
    expect(rows).toEqual([{ line: 1, cells: ['房号', '说明'] }])
  })
})
