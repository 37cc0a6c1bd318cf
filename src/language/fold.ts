/** Longer texts are matched by their beginning only, so that a pasted book costs nothing. */
export const LONGEST = 20_000

/**
 * Control, zero-width, bidi and variation marks, the keycap of 1️⃣ and skin tones: seen by nobody, or no part of what is said.
 * Line feed and tab stay; so does the no-break space, which NFKC makes a space.
 */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\u0000-\u0008\u000B-\u001F\u007F-\u009F]|\u20E3|[\u{1F3FB}-\u{1F3FF}]/gu

/** How a text is compared: full-width and circled forms folded, unseen marks dropped. Never stored or said back. */
export const fold = (text: string): string => text.normalize('NFKC').replace(UNSEEN, '')

/**
 * The author's own characters from where the first `length` units of the folded text end. `length` must cover a short
 * beginning, such as a prefix word.
 */
export const originalTail = (text: string, length: number): string => {
  let at = 0
  let folded = 0
  while (folded < length && at < text.length) {
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0)
    at += character.length
    folded += fold(character).length
  }
  return text.slice(at)
}

/** Characters as people count them, roughly: code points that are seen and are neither space nor punctuation. */
export const weight = (text: string): number => {
  let count = 0
  for (const _ of text.matchAll(/[^\s\p{P}\p{Cf}\p{Cc}]/gu)) count += 1
  return count
}

/** Code points, for limits on stored text. */
export const size = (text: string): number => [...text].length

const QUOTE_RULE = /\n\s*(?:- ){5,}-?[ \t]*\n/

/**
 * What the sender wrote himself: a quote that the platform copied into the text (「…」 above a dashed rule) is somebody
 * else's words, and so is the name after an @ that called us.
 */
export const ownWords = (text: string, mentionsUs: boolean): string => {
  const rule = text.startsWith('「') ? QUOTE_RULE.exec(text.slice(0, LONGEST)) : null
  const own = rule ? text.slice(rule.index + rule[0].length) : text
  if (!mentionsUs) return own.trim()
  const head = /^\s*[@＠]\S{1,40}(?:\s+|$)/.exec(own)
  const rest = head ? own.slice(head[0].length) : own
  const tail = head ? null : /\s[@＠]\S{1,40}$/.exec(rest.slice(-60).trimEnd())
  return (tail ? rest.trimEnd().slice(0, -tail[0].length) : rest).trim()
}
