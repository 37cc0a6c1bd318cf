import type { Said } from './talk.ts'

/**
 * What must have become of what was said: a small model of its own, that knows the rules of polls and lists as a
 * resident would tell them, and nothing of the app.
 */

/** Something that happened in a group, in the group's own order. */
export type Turn = { readonly said: Said; readonly receivedAt: number } | { readonly closes: true }

/** The counts of each option, or null where no poll was opened. */
export const tallyOf = (turns: readonly Turn[]): number[] | null => {
  let poll: { options: number; perHome: boolean; closesAt: number; open: boolean } | null = null
  const last = new Map<string, { by: string; verified: boolean; choice: number }>()
  for (const turn of turns) {
    if ('closes' in turn) {
      if (poll) poll.open = false
      continue
    }
    const { means, person } = turn.said
    // One that would close in the past is not opened.
    if (means.as === 'poll' && turn.receivedAt < means.closesAt) poll = { ...means, open: true }
    else if (means.as === 'end-poll' && poll) poll.open = false
    else if (means.as === 'vote' && poll?.open && turn.receivedAt < poll.closesAt) {
      const { id: by, home, verified } = person
      const voter = poll.perHome && home !== null ? home : by
      // Whoever only says that he lives there does not overrule one who is known to.
      const stands = last.get(voter)
      if (verified || !stands?.verified || stands.by === by) last.set(voter, { by, verified, choice: means.choice })
    }
  }
  if (!poll) return null
  const chosen = [...last.values()].map(({ choice }) => choice)
  return Array.from({ length: poll.options }, (_, i) => chosen.filter((choice) => choice === i + 1).length)
}

/**
 * Who is on a group's list, in order: whoever says 报名 joins at the end, whoever says 取消报名 leaves. Those who fit
 * have places, the others wait.
 */
export const listOf = (words: readonly Said[]): string[] => {
  let line: string[] = []
  for (const { means, person } of words) {
    if (means.as === 'signup' && !line.includes(person.id)) line.push(person.id)
    if (means.as === 'signoff') line = line.filter((id) => id !== person.id)
  }
  return line
}

/** Which of one person's words, in his own order, change the list: the others find him where he wants to be. */
export const changing = (words: readonly Said[]): Said[] => {
  let on = false
  return words.filter(({ means }) => {
    const wants = means.as === 'signup'
    if (wants === on) return false
    on = wants
    return true
  })
}
