import { CustomChart, type CustomSeriesOption } from 'echarts/charts'
import {
  GraphicComponent,
  type GraphicComponentOption,
  GridComponent,
  type GridComponentOption,
} from 'echarts/components'
import * as echarts from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import type { BarSpec } from '../core/kernel/picture.ts'
import { drawable, FONT_FAMILY } from './font.ts'
import { textWidth, wrap } from './wrap.ts'

type Option = echarts.ComposeOption<CustomSeriesOption | GraphicComponentOption | GridComponentOption>

echarts.use([CustomChart, GraphicComponent, GridComponent, SVGRenderer])

/** For a phone: as wide as a picture in a group is shown, no text below 28 px. */
export const WIDTH = 720
const MARGIN = 40
const INNER = WIDTH - 2 * MARGIN

const PAPER = '#ffffff'
const INK = '#1f2933'
const QUIET = '#3e4c59'
const TRACK = '#edf1f4'
/** The pages' own accent. */
const ACCENT = '#0d553f'

const TITLE = { size: 50, line: 66, most: 4 }
const TOTAL = { size: 38, line: 54, most: 2 }
const FOOTER = { size: 34, line: 46, most: 3 }
/** `near`: between a label and its bar; `far`: from there to the next label. Many options stand closer. */
const ROOMY = { label: { size: 44, line: 58, most: 2 }, bar: 40, near: 8, far: 28 }
const CLOSE = { label: { size: 36, line: 46, most: 2 }, bar: 28, near: 6, far: 20 }
const MANY = 8
/** From a bar's end to its count. */
const NEXT = 12

interface Style {
  readonly size: number
  readonly line: number
  readonly most: number
}

const wrapped = (text: string, { size, most }: Style) => wrap(drawable(text), INNER, size, most)

/** Lines of text from `top` down. */
const write = (lines: readonly string[], top: number, { size, line }: Style, fill: string) =>
  lines.map((text, i) => ({
    type: 'text' as const,
    silent: true,
    x: MARGIN,
    y: top + i * line + line / 2,
    style: { text, fill, fontSize: size, fontFamily: FONT_FAMILY, verticalAlign: 'middle' as const },
  }))

/**
 * Bars for a result: title, who answered, then each option over its bar with its count, from zero, and the footer.
 * Same spec, same picture. Takes 2 to 20 bars with counts from 0.
 */
export const barPicture = (spec: BarSpec): { readonly svg: string } => {
  const { bars } = spec
  if (bars.length < 2 || bars.length > 20 || bars.some(({ count }) => !Number.isInteger(count) || count < 0))
    throw new RangeError('a picture takes 2 to 20 bars with whole counts from 0')
  const most = Math.max(...bars.map(({ count }) => count))
  const { label, bar, near, far } = bars.length > MANY ? CLOSE : ROOMY
  const title = wrapped(spec.title, TITLE)
  const total = wrapped(most === 0 ? '还没有人回' : spec.total, TOTAL)
  const footer = spec.footer === undefined ? [] : wrapped(spec.footer, FOOTER)

  const totalTop = MARGIN + title.length * TITLE.line + 4
  let y = totalTop + total.length * TOTAL.line + far
  const rows = bars.map((each) => {
    const lines = wrapped(each.label, label)
    const top = y
    const barTop = top + lines.length * label.line + near
    y = barTop + bar + far
    return { lines, top, barTop, count: each.count }
  })
  const footerTop = y + (footer.length > 0 ? 6 : 0)
  const height = footerTop + footer.length * FOOTER.line + MARGIN - (footer.length > 0 ? 6 : far)

  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height })
  try {
    const option: Option = {
      animation: false,
      backgroundColor: PAPER,
      grid: { left: MARGIN, right: MARGIN + Math.ceil(textWidth(String(most), label.size)) + NEXT, top: 0, bottom: 0 },
      xAxis: { type: 'value', min: 0, max: Math.max(most, 1), show: false },
      // Rows are as high as their labels need, so the axis counts pixels.
      yAxis: { type: 'value', min: 0, max: height, inverse: true, show: false },
      series: [
        {
          type: 'custom',
          silent: true,
          clip: false,
          data: rows.map(({ count, barTop }) => [count, barTop]),
          renderItem: (_, api) => {
            const [end = MARGIN, top = 0] = api.coord([api.value(0), api.value(1)])
            const [full = MARGIN] = api.coord([Math.max(most, 1), 0])
            const rect = (to: number, fill: string) => ({
              type: 'rect' as const,
              shape: { x: MARGIN, y: top, width: to - MARGIN, height: bar, r: 4 },
              style: { fill },
            })
            const style = {
              text: String(api.value(0)),
              x: end + NEXT,
              y: top + bar / 2,
              fill: INK,
              fontSize: label.size,
              fontFamily: FONT_FAMILY,
              verticalAlign: 'middle' as const,
            }
            return { type: 'group', children: [rect(full, TRACK), rect(end, ACCENT), { type: 'text', style }] }
          },
        },
      ],
      graphic: [
        ...write(title, MARGIN, TITLE, INK),
        ...write(total, totalTop, TOTAL, QUIET),
        ...rows.flatMap(({ lines, top }) => write(lines, top, label, INK)),
        ...write(footer, footerTop, FOOTER, QUIET),
      ],
    }
    chart.setOption(option)
    return { svg: chart.renderToSVGString() }
  } finally {
    // Without it the process does not exit.
    chart.dispose()
  }
}
