import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tableProblemText } from '../../src/phrases/tables.ts'
import { TABLE_PROBLEMS, TableError } from '../../src/tabular/problem.ts'
import { MAX_BYTES, MAX_ROWS, readTable } from '../../src/tabular/read.ts'
import { writeTable } from '../../src/tabular/write.ts'
import { parts, workbook, zip } from './zip.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)
const read = async (bytes: Uint8Array, name = '名册.csv') => (await readTable({ name, bytes })).rows
const refusal = async (bytes: Uint8Array, name = '名册.csv'): Promise<string> => {
  try {
    await readTable({ name, bytes })
  } catch (error) {
    if (error instanceof TableError) return tableProblemText(error)
    throw error
  }
  return 'not refused'
}

const EXPECTED = [
  { line: 1, cells: ['楼栋', '房号', '业主'] },
  { line: 2, cells: ['3', '0501', '张三'] },
]

describe('csv', () => {
  it('is read in UTF-8 with and without BOM, in UTF-16 and in the GB18030 that Excel in China writes', async () => {
    const text = '楼栋,房号,业主\r\n3,0501,张三\r\n'
    const gb = Buffer.from('c2a5b6b02cb7bfbac52cd2b5d6f70d0a332c303530312cd5c5c8fd0d0a', 'hex')
    expect(await read(utf8(text))).toEqual(EXPECTED)
    expect(await read(utf8(`\ufeff${text}`))).toEqual(EXPECTED)
    expect(await read(gb)).toEqual(EXPECTED)
    expect(await read(Buffer.from(`\ufeff${text.replaceAll(',', '\t')}`, 'utf16le'))).toEqual(EXPECTED)
  })

  it('may be separated by comma, tab or semicolon, and end its lines in any way', async () => {
    for (const separator of [',', '\t', ';'])
      for (const end of ['\n', '\r\n', '\r'])
        expect(await read(utf8(`楼栋,房号,业主${end}3,0501,张三`.replaceAll(',', separator)))).toEqual(EXPECTED)
  })

  it('keeps the line numbers a person sees when cells run over several lines and lines are empty', async () => {
    const rows = await read(utf8('甲,乙\n"一\n二\r\n三",1\n\n,,\n四,"五"\n'))
    expect(rows.map(({ line }) => line)).toEqual([1, 2, 7])
    expect(rows[1]?.cells[0]).toBe('一\n二\r\n三')
  })

  it('keeps rare characters and never breaks on any text that is written by writeTable', async () => {
    const cell = fc.string({ unit: fc.constantFrom('𠮷', '张', '"', ',', '\n', '；', '1', 'a', '👨‍👩‍👧') })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(cell, cell), { minLength: 1, maxLength: 8 }), async (pairs) => {
        const bytes = await writeTable(
          pairs.map(([a, b]) => ({ a: `y${a}`, b: `x${b}` })),
          COLUMNS,
          'csv',
        )
        const rows = await read(bytes)
        expect(rows.slice(1).map(({ cells }) => cells)).toEqual(pairs.map(([a, b]) => [`y${a}`.trim(), `x${b}`.trim()]))
      }),
    )
  })

  it('names the line where a quote is wrong', async () => {
    expect(await refusal(utf8('甲,乙\n1,2\n3"管,4\n'))).toMatch(/^第3行：引号/)
    expect(await refusal(utf8('甲,乙\n1,"2\n3,4\n'))).toMatch(/^第2行：有一个英文引号只有开头/)
  })
})

const COLUMNS = [
  { key: 'a', header: '甲' },
  { key: 'b', header: '乙' },
]

describe('xlsx', () => {
  it('gives text as text and numbers as they are shown, with the row numbers of the spreadsheet', async () => {
    const row = (n: number, cells: string) => `<row r="${n}">${cells}</row>`
    const text = (place: string, value: string) => `<c r="${place}" t="inlineStr"><is><t>${value}</t></is></c>`
    const bytes = workbook(
      row(2, `${text('A2', '0501')}<c r="C2"><v>89.560000000000002</v></c>`) +
        row(5, '<c r="A5"><v>13800138000</v></c>') +
        row(6, '<c r="A6" t="b"><v>1</v></c><c r="B6" t="b"><v>0</v></c>'),
    )
    expect(await read(bytes, 'a.xlsx')).toEqual([
      { line: 2, cells: ['0501', '', '89.56'] },
      { line: 5, cells: ['13800138000'] },
      { line: 6, cells: ['TRUE', 'FALSE'] },
    ])
  })

  it('is known by its content, whatever its name says', async () => {
    const bytes = await writeTable([{ a: '0501', b: 2 }], COLUMNS, 'xlsx')
    expect((await read(bytes, '名册.csv'))[1]).toEqual({ line: 2, cells: ['0501', '2'] })
  })

  it('is refused when a cell claims to stand where no table reaches', async () => {
    expect(await refusal(workbook('<row r="4000000000"><c r="A4000000000"><v>1</v></c></row>'), 'a.xlsx')).toMatch(
      /打不开/,
    )
    expect(await refusal(workbook('<row r="2"><c r="ZZZ2"><v>1</v></c></row>'), 'a.xlsx')).toMatch(/^第2行：列数太多/)
    expect(await refusal(workbook('<row r="900000"><c r="A900000"><v>1</v></c></row>'), 'a.xlsx')).toMatch(/行数太多/)
  })

  it('may have formatted empty rows down to the last row a spreadsheet has', async () => {
    const bytes = workbook('<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="A1048576" s="0"/></row>')
    expect(await read(bytes, 'a.xlsx')).toEqual([{ line: 1, cells: ['1'] }])
  })

  it('is refused when it is a zip bomb, honest or lying about its size', async () => {
    const bomb = { name: 'xl/worksheets/sheet1.xml', content: Buffer.alloc(200 * 1024 * 1024, ' ') }
    const started = process.memoryUsage().rss
    expect(await refusal(zip([bomb]), 'a.xlsx')).toMatch(/文件太大/)
    expect(await refusal(zip([{ ...bomb, claim: 1000 }]), 'a.xlsx')).toMatch(/打不开/)
    expect(process.memoryUsage().rss - started).toBeLessThan(400 * 1024 * 1024)
  })

  // The reader believes the first of the two counts of parts; whoever only looks at the second sees no bomb.
  it.each([
    ['in a part that is no text', 'xl/media/image1.png', 4],
    ['behind the end of the directory', 'xl/z.xml', 3],
  ])('is never unpacked where it is a bomb %s', async (_, name, second) => {
    const bomb = { name, content: Buffer.alloc(300 * 1024 * 1024) }
    const whole = zip([...parts('<row r="1"><c r="A1"><v>1</v></c></row>'), bomb])
    whole.writeUInt16LE(second, whole.length - 12)
    const started = process.memoryUsage().rss
    expect(await read(whole, 'a.xlsx')).toEqual([{ line: 1, cells: ['1'] }])
    expect(process.memoryUsage().rss - started).toBeLessThan(100 * 1024 * 1024)
  })

  it('has no part many times over, and no far place under another name', async () => {
    const far = '<row x:r="400000000"><c r="A1"><v>1</v></c></row>'
    for (const sheet of [far, far.replace('<row x:', '<:row '), far.replace('row x:r', 'row r="1" x:r')])
      expect([sheet, await refusal(workbook(sheet), 'a.xlsx')]).toEqual([sheet, expect.stringMatching(/打不开/)])
    const whole = zip(parts('<row r="1"><c r="A1"><v>1</v></c></row>'))
    const end = whole.length - 22
    const directory = whole.subarray(whole.readUInt32LE(end + 16), end)
    const closing = Buffer.from(whole.subarray(end))
    for (const at of [8, 10]) closing.writeUInt16LE(3 * 50, at)
    const crowd = Buffer.concat([whole.subarray(0, end), ...Array.from({ length: 49 }, () => directory), closing])
    expect(await refusal(crowd, 'a.xlsx')).toMatch(/打不开/)
  })

  it('takes its parts from nowhere but itself, and writes none', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'wugong-climb-'))
    try {
      const [, , sheet] = parts('<row r="1"><c r="A1" t="inlineStr"><is><t>机密</t></is></c></row>')
      const secret = join(folder, 'secret.xml')
      writeFileSync(secret, sheet?.content ?? '')
      const up = '../'.repeat(20)
      for (const target of [secret, `${up}${secret.slice(1)}`, `file://${secret}`, secret.replaceAll('/', '\\')])
        expect(await refusal(zip(parts('', target)), 'a.xlsx')).toMatch(/打不开/)
      const written = ['new.xml', `${up}${folder.slice(1)}/new.xml`, `${folder}/new.xml`]
      const climbing = written.map((name) => ({ name, content: Buffer.from('<a/>') }))
      await read(zip([...parts('<row r="1"><c r="A1"><v>1</v></c></row>'), ...climbing]), 'a.xlsx')
      expect([join(folder, 'new.xml'), 'new.xml'].filter(existsSync)).toEqual([])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('what is no table is refused with a sentence of its own', () => {
  const jpg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb004300080606070605', 'hex')

  it('an empty file, one byte, and only white space', async () => {
    expect(await refusal(utf8(''))).toBe('这个文件里没有内容。')
    expect(await refusal(utf8('\n'))).toBe('这个文件里没有内容。')
    expect(await refusal(utf8('\ufeff  \r\n,,\r\n'))).toBe('这个文件里没有内容。')
    expect(await refusal(Buffer.from([0]))).toMatch(/^这不是表格文件/)
    expect(await refusal(Buffer.from([0xff]))).toMatch(/^这不是表格文件/)
    expect(await refusal(utf8('P'), 'a.xlsx')).toMatch(/打不开/)
  })

  it('a renamed picture', async () => {
    expect(await refusal(jpg, '名册.csv')).toMatch(/^这不是表格文件/)
    expect(await refusal(jpg, '名册.xlsx')).toMatch(/打不开/)
  })

  it('an xlsx cut short anywhere', async () => {
    const whole = await writeTable([{ a: '一', b: '二' }], COLUMNS, 'xlsx')
    for (const length of [4, 30, Math.floor(whole.length / 2), whole.length - 30, whole.length - 1])
      expect(await refusal(whole.subarray(0, length), 'a.xlsx'), `${length}`).toMatch(/打不开/)
  })

  it('an xlsx with any byte changed is read or refused, never more', async () => {
    const whole = await writeTable([{ a: '一', b: '二' }], COLUMNS, 'xlsx')
    await fc.assert(
      fc.asyncProperty(fc.nat(whole.length - 1), fc.nat(255), async (at, byte) => {
        const broken = Uint8Array.from(whole)
        broken[at] = byte
        expect(await refusal(broken, 'a.xlsx')).toMatch(/[。]|not refused/)
      }),
      { numRuns: 200 },
    )
  })

  it('an old .xls, a web page called .xls, a zip of something else', async () => {
    expect(await refusal(Buffer.from('d0cf11e0a1b11ae1', 'hex'), 'a.xls')).toMatch(/旧版/)
    expect(await refusal(utf8('<html><table><tr><td>楼栋</td></tr></table></html>'), 'a.xls')).toMatch(/其实是网页/)
    expect(await refusal(zip([{ name: 'a.txt', content: Buffer.from('x') }]), 'a.zip')).toMatch(/打不开/)
  })

  it('too many bytes, rows or columns', async () => {
    expect(await refusal(new Uint8Array(MAX_BYTES + 1).fill(0x31))).toMatch(/最多20MB/)
    expect(await refusal(utf8('1\n'.repeat(MAX_ROWS + 1)))).toMatch(/^第200001行：行数太多/)
    expect(await refusal(utf8(`a\n${'1,'.repeat(200)}1`))).toMatch(/^第2行：列数太多/)
  })

  // Where a reader took n² for any of them, it would take hours.
  it.each([
    ...[' ', '\t', '\n', '\r', '"', 'a"', '; ', '\u3000'].map((shape) => ['a.csv', shape] as const),
    ...['<c ', '<row ', '<c r="', '<c \'"', '<row/>', '<!--', '<![CDATA[', '<x:', '&', 'a'].map(
      (shape) => ['a.xlsx', shape] as const,
    ),
  ])('5 MB in %s of nothing but %j', { timeout: 120_000 }, async (name, shape) => {
    const much = shape.repeat((5 * 1024 * 1024) / shape.length)
    expect(await refusal(name === 'a.csv' ? utf8(much) : workbook(much), name)).toMatch(/[。]|not refused/)
  })

  it('a number format of many brackets', { timeout: 120_000 }, async () => {
    const styles = `<styleSheet><numFmts><numFmt numFmtId="200" formatCode="${'['.repeat(1_000_000)}"/></numFmts><cellXfs><xf numFmtId="200"/></cellXfs></styleSheet>`
    const cells = parts('<row r="1"><c r="A1" s="0"><v>1</v></c></row>')
    const whole = zip([...cells, { name: 'xl/styles.xml', content: Buffer.from(styles) }])
    expect(await refusal(whole, 'a.xlsx')).toMatch(/打不开/)
  })

  it('every problem has its own sentence', () => {
    const sentences = TABLE_PROBLEMS.map((code) => tableProblemText({ code, line: null }))
    expect(new Set(sentences).size).toBe(TABLE_PROBLEMS.length)
    for (const sentence of sentences) expect(sentence).not.toBe(tableProblemText({ code: '?', line: null }))
  })
})
