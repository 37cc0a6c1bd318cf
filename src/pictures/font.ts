import { closeSync, openSync, readSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'

/** The Chinese font that ships with the product: pictures look the same on every machine. */
export const FONT_FAMILY = 'Noto Sans S Chinese'
export const fontFile = (): string => {
  const entry = createRequire(import.meta.url).resolve('@embedpdf/fonts-sc')
  return join(dirname(entry), '..', 'fonts', 'NotoSansHans-Regular.otf')
}

const read = (file: number, position: number, length: number): Buffer => {
  const buffer = Buffer.alloc(length)
  readSync(file, buffer, 0, length, position)
  return buffer
}

/** First and last character of each run of characters the font can draw: its `cmap` table of format 12. */
const readRuns = (): [number, number][] => {
  const file = openSync(fontFile(), 'r')
  try {
    const directory = read(file, 12, read(file, 4, 2).readUInt16BE() * 16)
    const cmap = directory.readUInt32BE(directory.indexOf('cmap', 0, 'latin1') + 8)
    const tables = read(file, cmap + 4, read(file, cmap + 2, 2).readUInt16BE() * 8)
    for (let at = 0; at < tables.length; at += 8) {
      const table = cmap + tables.readUInt32BE(at + 4)
      if (read(file, table, 2).readUInt16BE() !== 12) continue
      const groups = read(file, table + 16, read(file, table + 12, 4).readUInt32BE() * 12)
      return Array.from({ length: groups.length / 12 }, (_, i) => [
        groups.readUInt32BE(i * 12),
        groups.readUInt32BE(i * 12 + 4),
      ])
    }
    return []
  } finally {
    closeSync(file)
  }
}

let runs: [number, number][] | undefined

const canDraw = (character: string): boolean => {
  runs ??= readRuns()
  const code = character.codePointAt(0) ?? 0
  return runs.some(([first, last]) => code >= first && code <= last)
}

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/**
 * Text as the font can draw it: on one line, without emoji and invisible characters, and with □ for a character the
 * font lacks, as printers do. Unnamed gaps would overlap what stands beside them.
 */
export const drawable = (text: string): string => {
  let drawn = ''
  for (const { segment } of graphemes.segment(text.normalize('NFC').replace(/\s+/g, ' ').trim())) {
    const [character = '', ...rest] = segment
    if (/[\p{C}\p{M}]/u.test(character) || /\p{Emoji_Presentation}|\ufe0f/u.test(segment)) continue
    drawn += canDraw(character) ? character : '□'
    drawn += rest.filter((mark) => /\p{M}/u.test(mark) && canDraw(mark)).join('')
  }
  return drawn.replace(/ +/g, ' ').trim()
}
