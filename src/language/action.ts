/** What a tapped button means: its value goes out with a card and comes back as the message's action. */
export type Action =
  | { readonly kind: 'poll'; readonly poll: number; readonly choice: number }
  | { readonly kind: 'work'; readonly work: number; readonly shift: number | null }

/** `poll:7:1` (option from 1), `work:3:12` (a shift's id), `work:3` (the posting, shift not said). */
export const encodeAction = (action: Action): string => {
  if (action.kind === 'poll') return `poll:${action.poll}:${action.choice}`
  return action.shift === null ? `work:${action.work}` : `work:${action.work}:${action.shift}`
}

/** Reads what `encodeAction` wrote. Null for any other value. */
export const decodeAction = (value: string): Action | null => {
  const match = /^(poll|work):(\d{1,9})(?::(\d{1,9}))?$/.exec(value)
  if (!match) return null
  const number = Number(match[2])
  const detail = match[3] === undefined ? null : Number(match[3])
  if (match[1] === 'work') return { kind: 'work', work: number, shift: detail }
  return detail === null || detail === 0 ? null : { kind: 'poll', poll: number, choice: detail }
}
