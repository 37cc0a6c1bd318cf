/** Advance of a character in the font, in parts of the font size: measured on the safe side. */
const advance = (character: string): number => {
  if (/\p{M}/u.test(character)) return 0
  if (character > '\u2e7f' || /[…—“”‘’□·]/.test(character)) return 1
  if (/[A-Z@%&mw\u0370-\u2e7f]/.test(character)) return /[MW@%]/.test(character) ? 0.95 : 0.75
  return /[ .,:;'!|ijlI]/.test(character) ? 0.35 : 0.6
}

/** Width of a text in px. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((width, character) => width + advance(character), 0) * size

/** Never at the start of a line. */
const CLOSING = /^[，。、；：？！）》」』】”’…,.;:?!)\]}%]/

/** Words of letters and digits stay whole where a line has room for them; Chinese breaks anywhere. */
const pieces = (text: string): string[] => text.match(/[\p{Script=Latin}\p{N}.%:+-]{1,16}| |./gsu) ?? []

/** Breaks a text into at most `most` lines of `width` px; what does not fit is cut with …. */
export const wrap = (text: string, width: number, size: number, most: number): string[] => {
  const lines: string[] = []
  let line = ''
  for (const piece of pieces(text)) {
    const fits = textWidth(line + piece, size) <= width
    // A closing mark may hang over by its own width, which is mostly blank.
    const hangs = CLOSING.test(piece) && textWidth(line, size) <= width
    if (fits || hangs || line === '') {
      line += piece
      continue
    }
    lines.push(line.trim())
    line = piece === ' ' ? '' : piece
  }
  lines.push(line.trim())
  if (lines.length <= most) return lines
  const kept = lines.slice(0, most)
  let last = [...(kept.pop() ?? '')]
  while (last.length > 0 && textWidth(`${last.join('')}…`, size) > width) last = last.slice(0, -1)
  return [...kept, `${last.join('')}…`]
}
