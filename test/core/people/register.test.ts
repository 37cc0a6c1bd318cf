import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isRejection, type Rejection } from '../../../src/core/kernel/rejection.ts'
import { diffRegister } from '../../../src/core/people/difference.ts'
import { homeText } from '../../../src/core/people/home.ts'
import { type RegisterRow, readRegister, registerRefused } from '../../../src/core/people/register.ts'
import { differenceText, registerRejectionText } from '../../../src/phrases/register.ts'

const HEADER = ['楼栋', '单元', '房号', '面积', '面积来源', '业主', '手机']
const GOOD = ['3', '2', '501', '89.50', '产权证', '张三', '13800138000']
const table = (...rows: string[][]) => rows.map((cells, index) => ({ line: index + 1, cells }))
const read = (...rows: string[][]): RegisterRow[] => {
  const outcome = readRegister(table(...rows))
  if (registerRefused(outcome)) throw new Error(outcome.map(registerRejectionText).join('\n'))
  return outcome
}
const refused = (...rows: string[][]): Rejection[] => {
  const outcome = readRegister(table(...rows))
  return registerRefused(outcome) ? outcome : []
}
const sentences = (...rows: string[][]) => refused(...rows).map(registerRejectionText)
/** One home, with some cells of the good row replaced. */
const withCells = (cells: Record<string, string>) => HEADER.map((column, i) => cells[column] ?? GOOD[i] ?? '')

describe('a register that is in order', () => {
  it('is read with its columns in any order and 0.01 m² as the unit', () => {
    expect(read(['业主', '面积（㎡）', '房号', '楼栋'], ['张三、李四', '89.5', '0501', '3栋'])).toEqual([
      {
        home: { building: '3', unit: null, room: '0501' },
        area: 8950,
        areaSource: null,
        owners: ['张三', '李四'],
        phones: [],
      },
    ])
  })

  it('takes its columns as property companies head them, under a title of its own, and keeps the file’s line numbers', () => {
    const title = ['幸福里小区业主信息表', '', '', '', '', '']
    const header = ['楼号', '单元号', '房间号', '建筑面积（㎡）', '产权人', '手机号码']
    const good = ['3', '2', '501', '89.5', '张三', '13800138000']
    expect(read(title, header, good)).toEqual(read(['楼栋', '单元', '房号', '面积', '业主', '手机'], good))
    expect(sentences(title, header, ['3', '2', '501', '0', '张三', ''])).toEqual(['第3行：面积“0”要大于0。'])
    expect(sentences(title, [...header, '建筑面积'], [...good, '89.5'])).toEqual([
      expect.stringMatching(/^第2行：.*面积/),
    ])
  })

  it('takes a building and a unit as people write them', () => {
    for (const building of ['3', '３', '03', '3栋', '3号楼', '三栋', '3幢', ' 3 号 楼 ', '3#'])
      expect(read(HEADER, withCells({ 楼栋: building }))[0]?.home.building, building).toBe('3')
    for (const [written, building] of [
      ['十二栋', '12'],
      ['二十号楼', '20'],
      ['二十一栋', '21'],
      ['a座', 'A'],
      ['10', '10'],
    ])
      expect(read(HEADER, withCells({ 楼栋: written ?? '' }))[0]?.home.building).toBe(building)
    expect(read(HEADER, withCells({ 单元: '二单元', 房号: '0501室' }))[0]?.home).toEqual({
      building: '3',
      unit: '2',
      room: '0501',
    })
  })

  it('takes an area with its unit, several owners and several mobiles', () => {
    const [row] = read(
      HEADER,
      withCells({ 面积: '120㎡', 业主: '张三/李四；王五,张三', 手机: '138 0013 8000、+86-13900139000' }),
    )
    expect(row).toMatchObject({ area: 12000, owners: ['张三', '李四', '王五'], phones: ['13800138000', '13900139000'] })
  })

  it('may leave unit, source, owner and mobile empty', () => {
    const [row] = read(HEADER, withCells({ 单元: '', 面积来源: '', 业主: '', 手机: '' }))
    expect(row).toMatchObject({ areaSource: null, owners: [], phones: [] })
  })

  it('may say no areas at all', () => {
    expect(read(['楼栋', '房号', '业主'], ['3', '501', '张三'])[0]).toMatchObject({ area: null, owners: ['张三'] })
  })

  it('keeps names with rare characters and dots whole', () => {
    expect(read(HEADER, withCells({ 业主: '𠮷𠮷、阿依古丽·买买提' }))[0]?.owners).toEqual(['𠮷𠮷', '阿依古丽·买买提'])
  })
})

describe('a register with a mistake is refused whole, with line and reason', () => {
  it.each([
    [{ 面积: 'abc' }, '第2行：面积“abc”不是数字。面积要像89.5这样，只写数字，单位平方米。'],
    [{ 面积: '' }, '第2行：面积没有写。都不知道就整列不要。'],
    [{ 面积: '0' }, '第2行：面积“0”要大于0。'],
    [{ 面积: '-89' }, '第2行：面积“-89”要大于0。'],
    [{ 面积: '2000.01' }, '第2行：面积“2000.01”太大了，一户最多2000平方米。'],
    [{ 面积: '89.555' }, '第2行：面积“89.555”小数太多，最多两位。'],
    [{ 楼栋: '' }, '第2行：楼栋没有写。'],
    [{ 楼栋: '东边那栋' }, '第2行：楼栋“东边那栋”看不明白，请写成3、3栋或501这样。'],
    [{ 房号: '2026-03-02' }, '第2行：房号“2026-03-02”看不明白，请写成3、3栋或501这样。'],
    [{ 面积来源: '估的' }, '第2行：面积来源“估的”不认识，请写产权证、测绘、合同、预测或自报。'],
    [{ 手机: '138001380001' }, '第2行：手机号不对，应是1开头的11位数字，现在是12位。'],
    [{ 业主: '13800138000' }, '第2行：业主一栏不像姓名，请检查是不是填错了列。'],
  ])('%o', (cells, sentence) => {
    expect(sentences(HEADER, withCells(cells))).toEqual([sentence])
  })

  it('a yes or no, or a formula, in the place of a name', () => {
    for (const column of ['楼栋', '房号'])
      expect(sentences(HEADER, withCells({ [column]: 'TRUE' }))).toEqual([expect.stringContaining(`${column}“TRUE”`)])
    expect(sentences(HEADER, withCells({ 房号: 'false' }))).toHaveLength(1)
    for (const owners of ['=HYPERLINK("http://x","李四")', '=A2&B2', '+张三', 'TRUE', '张三、false', 'http://x/张三'])
      expect(sentences(HEADER, withCells({ 业主: owners })), owners).toEqual([expect.stringContaining('不像姓名')])
    expect(read(HEADER, withCells({ 楼栋: 'A座', 房号: 'T1', 业主: '张三//李四' }))[0]?.owners).toEqual([
      '张三',
      '李四',
    ])
  })

  it('a home named twice is refused with both lines, also when the owners differ', () => {
    expect(sentences(HEADER, GOOD, withCells({ 房号: '502' }), withCells({ 楼栋: '三栋', 业主: '李四' }))).toEqual([
      '第4行：3-2-501和第2行重复了。一户只写一行，几位业主用“、”隔开。',
    ])
  })

  it('unknown, missing, doubled and nameless columns', () => {
    expect(sentences(['楼栋', '房号', '身份证号'], ['3', '501', 'x'])).toEqual([
      '第1行：不认识“身份证号”这一列。表头只能写：楼栋、单元、房号、面积、面积来源、业主、手机。',
    ])
    expect(sentences(['楼栋', '面积'], ['3', '89'])).toEqual(['第1行：表头缺“房号”这一列。'])
    expect(sentences(['楼栋', '房号', '面积', '面积'], GOOD)[0]).toContain('写了两次')
    expect(sentences(['楼栋', '房号', '面积'], ['3', '501', '89', '多出来的'])[0]).toMatch(
      /^第2行：有一格没有对应的表头/,
    )
  })

  it('nothing, one character, or a header alone', () => {
    expect(sentences()[0]).toMatch(/一户也没有/)
    expect(sentences(HEADER)[0]).toMatch(/一户也没有/)
    expect(sentences(['x'])).toContain('第1行：表头缺“楼栋”这一列。')
  })

  it('lists 20 mistakes and says how many there are', () => {
    const rows = Array.from({ length: 300 }, (_, i) => withCells({ 房号: String(i + 100), 面积: '0' }))
    const all = sentences(HEADER, ...rows)
    expect(all).toHaveLength(21)
    expect(all.at(-1)).toBe('一共300处要改，上面是前20处。')
  })

  it('never shows a whole mobile, wherever it was put', () => {
    for (const column of HEADER)
      expect(sentences(HEADER, withCells({ [column]: '13800138000x' })).join()).not.toContain('13800138000')
    expect(sentences(['13800138000', ...HEADER], GOOD).join()).toContain('138****8000')
  })

  it('any table is read whole or refused with sentences', () => {
    const cell = fc.oneof(
      fc.constantFrom('', '3', '三栋', '501', '89.5', '产权证', '13800138000', '、', '𠮷'),
      fc.string(),
    )
    fc.assert(
      fc.property(fc.array(fc.array(cell, { maxLength: 8 }), { maxLength: 6 }), (rows) => {
        const outcome = readRegister(table(HEADER, ...rows))
        expect(outcome.length).toBeGreaterThan(0)
        if (registerRefused(outcome)) for (const item of outcome) expect(registerRejectionText(item)).toMatch(/。$/)
        else expect(outcome.some(isRejection)).toBe(false)
      }),
    )
  })
})

describe('a second import', () => {
  const home = (room: string, more: Partial<RegisterRow> = {}): RegisterRow => ({
    home: { building: '3', unit: '2', room },
    area: 8950,
    areaSource: 'certificate',
    owners: ['张三'],
    phones: ['13800138000'],
    ...more,
  })

  it('shows what is added, changed, gone and the same, with mobiles masked', () => {
    const difference = diffRegister(
      [home('501'), home('502'), home('503')],
      [home('501'), home('502', { area: 9000, owners: ['李四'], phones: ['13900139000'] }), home('601')],
    )
    expect(differenceText(difference)).toBe(
      [
        '新增1户，改动1户，不变1户。',
        '新增：3-2-601',
        '　3-2-502 面积：89.5㎡ → 90㎡',
        '　3-2-502 业主：张三 → 李四',
        '　3-2-502 手机：138****8000 → 139****9000',
        '新名册里没有、但原来有的1户，先不删：3-2-503',
      ].join('\n'),
    )
    expect(difference.write.map((row) => homeText(row.home))).toEqual(['3-2-502', '3-2-601'])
  })

  it('says so when a mobile differs only where it is masked', () => {
    const text = differenceText(diffRegister([home('501')], [home('501', { phones: ['13811118000'] })]))
    expect(text).toContain('138****8000 → 138****8000（中间几位不同）')
  })

  it('does not erase what the new list leaves empty', () => {
    const difference = diffRegister(
      [home('501')],
      [home('501', { areaSource: null, owners: [], phones: [], area: 9000 })],
    )
    expect(difference.changed.map(({ field }) => field)).toEqual(['area'])
    expect(difference.write).toEqual([home('501', { area: 9000 })])
  })

  it('of the same register changes nothing, in whatever order owners stand', () => {
    const rows = [home('501', { owners: ['张三', '李四'] }), home('502')]
    const difference = diffRegister(rows, [home('502'), home('501', { owners: ['李四', '张三'] })])
    expect(differenceText(difference)).toBe('和现在的名册一样，2户都没有变。')
    expect(difference.write).toEqual([])
  })

  it('applied once leaves nothing but the homes that are gone to a second look', () => {
    const rows = fc.uniqueArray(
      fc.record({
        home: fc.record({
          building: fc.constantFrom('1', '2'),
          unit: fc.constant(null),
          room: fc.constantFrom('1', '2', '3'),
        }),
        area: fc.constantFrom(1, 2),
        areaSource: fc.constantFrom(null, 'survey' as const),
        owners: fc.subarray(['张三', '李四']),
        phones: fc.subarray(['13800138000']),
      }),
      { selector: (row) => homeText(row.home) },
    )
    fc.assert(
      fc.property(rows, rows, (current, next) => {
        const { write } = diffRegister(current, next)
        const after = new Map([...current, ...write].map((row) => [homeText(row.home), row]))
        const again = diffRegister([...after.values()], next)
        expect([again.added, again.changed, again.write]).toEqual([[], [], []])
        expect(again.same).toBe(next.length)
      }),
    )
  })
})
