import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import type { BarSpec } from '../../src/core/kernel/picture.ts'
import { barPicture } from '../../src/pictures/chart.ts'
import { drawable } from '../../src/pictures/font.ts'
import { drawPicture } from '../../src/pictures/index.ts'
import { textWidth, wrap } from '../../src/pictures/wrap.ts'

const spec: BarSpec = {
  title: '东门要不要装充电桩',
  bars: [
    { label: '装', count: 8 },
    { label: '不装', count: 4 },
    { label: '都行', count: 0 },
  ],
  total: '共12户',
  footer: '意见征集，不具表决效力',
}
const bars = (n: number) => Array.from({ length: n }, (_, i) => ({ label: `选项${i + 1}`, count: i }))
const texts = (svg: string) => [...svg.matchAll(/<text[^>]*>([^<]*)</g)].map((match) => match[1] ?? '')
const digest = (png: Uint8Array) => createHash('sha256').update(png).digest('hex')
const size = (png: Uint8Array) => {
  const view = Buffer.from(png)
  return { width: view.readUInt32BE(16), height: view.readUInt32BE(20) }
}
/** Widths of the coloured bars, in px. */
const widths = (svg: string) =>
  [...svg.matchAll(/<path d="([^"]*)" fill="#0d553f"/g)].map(([, path = '']) => {
    const xs = [...path.matchAll(/[ML](-?[\d.]+) /g)].map((match) => Number(match[1]))
    return Math.max(...xs) - Math.min(...xs)
  })

describe('a picture of a result', () => {
  it('is a PNG 720 px wide, with the same bytes every time', async () => {
    const first = await drawPicture(spec)
    expect(Buffer.from(first).subarray(1, 4).toString()).toBe('PNG')
    expect(size(first).width).toBe(720)
    await drawPicture({ ...spec, title: '另一张' })
    expect(digest(await drawPicture(spec))).toBe(digest(first))
  })

  it('changes when a count, an option, the total or the footer changes', async () => {
    const others: BarSpec[] = [
      { ...spec, bars: [{ label: '装', count: 9 }, ...spec.bars.slice(1)] },
      { ...spec, bars: [{ label: '安', count: 8 }, ...spec.bars.slice(1)] },
      { ...spec, total: '共13户' },
      { ...spec, footer: '表决结果' },
    ]
    const digests = await Promise.all([spec, ...others].map(async (each) => digest(await drawPicture(each))))
    expect(new Set(digests).size).toBe(digests.length)
  })

  it('says everything in words: title, total, each option with its count, footer', () => {
    const said = texts(barPicture(spec).svg)
    for (const text of ['东门要不要装充电桩', '共12户', '装', '不装', '都行', '8', '4', '0', '意见征集，不具表决效力'])
      expect(said).toContain(text)
  })

  it('has bars from zero, as long as their counts', () => {
    const [eight = 0, four = 0] = widths(barPicture(spec).svg)
    expect(eight).toBeGreaterThan(400)
    // The rounded corners are not part of the measured straight edges.
    expect((four + 8) / (eight + 8)).toBeCloseTo(0.5, 1)
  })

  it('has no text below 28 px and nothing beside the paper, with many bars and long words too', () => {
    const long = '装新能源汽车充电桩，每天晚上十点以后按谷电计费，由物业统一管理，居民凭卡使用，外来车辆不得进入'
    for (const each of [spec, { ...spec, title: long.repeat(5), bars: [...bars(19), { label: long, count: 12345 }] }]) {
      const { svg } = barPicture(each)
      for (const [, px] of svg.matchAll(/font-size:(\d+)px/g)) expect(Number(px)).toBeGreaterThanOrEqual(28)
      const height = Number(/height="(\d+)"/.exec(svg)?.[1])
      for (const [, px, x, y, text = ''] of svg.matchAll(
        /font-size:(\d+)px[^>]*?(?:translate\(| x=")([\d.]+)(?:" y="| )([\d.]+)[^>]*>([^<]*)</g,
      )) {
        expect(Number(x) + textWidth(text, Number(px)), text).toBeLessThanOrEqual(720 - 20)
        expect(Number(y) + Number(px) / 2, text).toBeLessThan(height)
      }
    }
  })

  it('says so when nobody has answered', () => {
    const said = texts(barPicture({ ...spec, bars: spec.bars.map((bar) => ({ ...bar, count: 0 })) }).svg)
    expect(said).toContain('还没有人回')
    expect(said).not.toContain('共12户')
  })

  it('survives markup, emoji, control characters and halves of characters in what residents wrote', async () => {
    const title = '</text><script>&"\'\u0000\u202e👨‍👩‍👧𠮷\ud800'
    const png = await drawPicture({
      ...spec,
      title,
      bars: [
        { label: '', count: 1 },
        { label: '👍', count: 2 },
      ],
    })
    expect(size(png).width).toBe(720)
  })

  it('takes 2 to 20 bars', () => {
    expect(() => barPicture({ ...spec, bars: bars(20) })).not.toThrow()
    for (const wrong of [bars(1), bars(21), [...bars(2), { label: '负', count: -1 }]])
      expect(() => barPicture({ ...spec, bars: wrong })).toThrow(RangeError)
  })
})

describe('words in a picture', () => {
  it('drop emoji and show □ for a character the font lacks', () => {
    expect(drawable('𠮷野家👨‍👩‍👧 🌳 好👍🏻')).toBe('□野家 好')
    expect(drawable('3栋 囍㐂 ㎡ abc 1️⃣')).toBe('3栋 囍㐂 ㎡ abc')
  })

  it('wrap to the width, cut with … where there is no room', () => {
    expect(wrap('一二三四五六七八九十', 100, 20, 5)).toEqual(['一二三四五', '六七八九十'])
    expect(wrap('一二三四五六七八九十', 100, 20, 1)).toEqual(['一二三四…'])
    expect(wrap('', 100, 20, 2)).toEqual([''])
  })

  it('keep numbers whole and closing marks off the start of a line', () => {
    expect(wrap('每月收费120元', 100, 20, 3)).toEqual(['每月收费', '120元'])
    expect(wrap('一二三四五，六', 100, 20, 3)).toEqual(['一二三四五，', '六'])
  })
})
