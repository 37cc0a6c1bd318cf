import { Resvg } from '@resvg/resvg-js'
import { FONT_FAMILY, fontFile } from './font.ts'

/** An SVG as PNG, drawn with our own font alone, so that it comes out the same on every machine. */
export const renderPng = (svg: string): Uint8Array =>
  new Resvg(svg, {
    font: { fontFiles: [fontFile()], loadSystemFonts: false, defaultFontFamily: FONT_FAMILY },
    logLevel: 'off',
  })
    .render()
    .asPng()
