import type { Traits } from './adapter.ts'

const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })
const encoder = new TextEncoder()

/** Cuts a text into parts a platform takes, at line ends where it can, never inside a character. */
export const splitText = (text: string, max: Traits['maxText']): string[] => {
  const size = (s: string) => (max.unit === 'byte' ? encoder.encode(s).length : s.length)
  if (size(text) <= max.n) return [text]
  const parts: string[] = []
  let part = ''
  const push = (piece: string, glue: string) => {
    const joined = part === '' ? piece : part + glue + piece
    if (size(joined) <= max.n) {
      part = joined
      return
    }
    if (part !== '') parts.push(part)
    part = piece
  }
  for (const line of text.split('\n')) {
    if (size(line) <= max.n) push(line, '\n')
    else for (const { segment } of graphemes.segment(line)) push(segment, '')
  }
  if (part !== '') parts.push(part)
  return parts
}
