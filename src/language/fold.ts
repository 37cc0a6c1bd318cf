import { simplified } from './characters.ts'

/** Longer texts are matched by their beginning only, so that a pasted book costs nothing. */
export const LONGEST = 20_000

/**
 * Control, zero-width, bidi and variation marks, the keycap of 1️⃣ and skin tones: seen by nobody, or no part of what is said.
 * Line feed and tab stay; so does the no-break space, which NFKC makes a space.
 */
const UNSEEN = /[\p{Cf}\p{Variation_Selector}\u0000-\u0008\u000B-\u001F\u007F-\u009F]|\u20E3|[\u{1F3FB}-\u{1F3FF}]/u

/** Numbers drawn as pictures, which NFKC leaves alone: ❶ ➀ ➊ 🔟. */
const pictured = (code: number): string | null => {
  for (const first of [0x2776, 0x2780, 0x278a]) if (code >= first && code < first + 10) return String(code - first + 1)
  return code === 0x1f51f ? '10' : null
}

/** What each sign folds to, once it has been seen. */
const known: { readonly plain: (string | undefined)[]; readonly paired: Map<number, string> } = {
  plain: new Array<string | undefined>(0x10000),
  paired: new Map(),
}

const foldSign = (code: number): string => {
  const before = code > 0xffff ? known.paired.get(code) : known.plain[code]
  if (before !== undefined) return before
  const sign = String.fromCodePoint(code)
  let folded = ''
  if (!UNSEEN.test(sign)) for (const part of pictured(code) ?? sign.normalize('NFKC')) folded += simplified(part)
  if (code > 0xffff) known.paired.set(code, folded)
  else known.plain[code] = folded
  return folded
}

/**
 * How a text is compared: full-width, circled and pictured forms folded, Traditional made Simplified, unseen marks
 * dropped. Sign by sign, so that folding twice changes nothing and each place in the result has one in the text.
 * Never stored or said back.
 */
export const fold = (text: string): string => {
  let at = 0
  while (at < text.length && isPlain(text, at)) at += 1
  if (at === text.length) return text
  let folded = text.slice(0, at)
  while (at < text.length) {
    const code = text.codePointAt(at) ?? 0
    folded += foldSign(code)
    at += code > 0xffff ? 2 : 1
  }
  return folded
}

const isPlain = (text: string, at: number): boolean => {
  const unit = text.charCodeAt(at)
  if (unit >= 0xd800 && unit < 0xe000) return false
  return foldSign(unit) === text[at]
}

/** Where in the text the first `length` units of its folded form end; marks that are not seen belong to what is before. */
export const ownPlace = (text: string, length: number): number => {
  let at = 0
  let folded = 0
  while (folded < length && at < text.length) {
    const code = text.codePointAt(at) ?? 0
    at += code > 0xffff ? 2 : 1
    folded += foldSign(code).length
  }
  return at
}

/** The author's own characters from where the first `length` units of the folded text end. */
export const originalTail = (text: string, length: number): string => text.slice(ownPlace(text, length))

/** Characters as people count them, roughly: code points that are seen and are neither space nor punctuation. */
export const weight = (text: string): number => text.match(/[^\s\p{P}\p{Cf}\p{Cc}]/gu)?.length ?? 0

/** Code points, for limits on stored text. */
export const size = (text: string): number => [...text].length

const QUOTE_RULE = /\n\s*(?:- ){5,}-?[ \t]*\n/

/** The words that the platform copied from another message into the text, without their author's name; null: none. */
export const copiedQuote = (text: string): string | null => {
  const rule = text.startsWith('「') ? QUOTE_RULE.exec(text.slice(0, LONGEST)) : null
  return (
    rule &&
    text
      .slice(1, rule.index)
      .replace(/」\s*$/, '')
      .replace(/^[^:：\n]{1,40}[:：]\s*/, '')
  )
}

/** A part of a text: UTF-16 units, the end excluded. */
export interface Span {
  readonly start: number
  readonly end: number
}

/** What is left of a span without the spaces around it. */
export const trimSpan = (text: string, { start, end }: Span): Span => {
  const said = text.slice(start, end)
  const from = start + said.length - said.trimStart().length
  return { start: from, end: Math.max(from, start + said.trimEnd().length) }
}

/** 五共，…: called by name by whoever has no @. With a space alone it may be talk about us, and after a colon a copy of our words. */
const BY_NAME = /^\s*五共(?:\s+|\s*[,，!！]\s*)(?=\S)/
export const callsByName = (text: string): boolean =>
  text.slice(0, 8).includes('五共') && /^\s*五共\s*[,，!！]\s*\S/.test(text)

/**
 * Where in a message its sender's own words stand: a quote that the platform copied into the text (「…」 above a dashed
 * rule) is somebody else's, and so is the name that called us.
 */
export const ownSpan = (text: string, mentionsUs: boolean): Span => {
  const rule = text.startsWith('「') ? QUOTE_RULE.exec(text.slice(0, LONGEST)) : null
  const start = rule ? rule.index + rule[0].length : 0
  const beginning = text.slice(start, start + 40)
  const called = beginning.includes('五共') ? BY_NAME.exec(beginning) : null
  if (called) return trimSpan(text, { start: start + called[0].length, end: text.length })
  if (!mentionsUs) return trimSpan(text, { start, end: text.length })
  const head = /^\s*[@＠]\S{1,40}(?:\s+|$)/.exec(text.slice(start, start + 200))
  if (head) return trimSpan(text, { start: start + head[0].length, end: text.length })
  const end = start + text.slice(start).trimEnd().length
  const tail = /\s[@＠]\S{1,40}$/.exec(text.slice(Math.max(start, end - 60), end))
  return trimSpan(text, { start, end: tail ? end - tail[0].length : end })
}

/** The words at that place. */
export const ownWords = (text: string, mentionsUs: boolean): string => {
  const { start, end } = ownSpan(text, mentionsUs)
  return text.slice(start, end)
}
