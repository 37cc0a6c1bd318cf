import { fold } from '../fold.ts'

/** A line of a command: as it was written, and as it is compared. */
export interface Line {
  readonly own: string
  readonly folded: string
}

/** The lines that say something. */
export const linesOf = (text: string): readonly Line[] =>
  text
    .split(/\r\n|\r|\n|\u2028/)
    .map((own) => ({ own: own.trim(), folded: fold(own).trim() }))
    .filter(({ folded }) => folded !== '')

/** The value of a line such as 地点：东门 or 地点 东门, or null where the line has none of these keys. */
export const fieldOf = (line: Line, keys: string): Line | null => {
  const match = new RegExp(`^(?:${keys})(?:\\s*:\\s*|\\s+)`).exec(line.folded)
  if (!match) return null
  const own = line.own.replace(/^[^:：\s]*(?:\s*[:：]\s*|\s+)/, '')
  return { own, folded: line.folded.slice(match[0].length) }
}
