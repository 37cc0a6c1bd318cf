import type { Context, OpenWork } from './context.ts'
import { fold, originalTail } from './fold.ts'
import type { Meaning } from './meaning.ts'
import { leadingNumber, readNumeral } from './numerals.ts'
import { bare } from './words.ts'

const LONGEST = 40
const SIGN_UP =
  /^(?:我们?|我也)?(?:也|要|想|来|给我|帮我)?(?:要|想)?(?:来)?报(?:个|一个)?名|^我也(?:要|想)?报(?:一个|个)?/
const FOR_OTHER = /^(?:我)?(?:想|要)?(?:帮|替|给|代)(.{1,16}?)(?:也)?报(?:个|一个)?名/
const TAKEN =
  /^(?:我来|我来干|我去|我也去|我也来|我想去|我也想去|我想来|我想参加|我参加|我报|我要去|我要来|算我一个|算我|加我一个|加我|来一个|报我|我一个|参加|我能来|我可以来|\+1)$/
const SIGN_OFF = /^(?:我)?(?:要|想)?(?:取消|退出|撤销|撤回)(?:我的)?报名|^(?:我)?不报名了?$/
const OFF_QUOTED = /^(?:我)?(?:取消|退出|不去了|去不了(?:了)?|不来了|来不了(?:了)?|不参加了|不干了|不报了|退了)$/
/** Whoever is signed up need not quote the posting: 我有事去不了了. What comes first may be the shift. A bare 不去了 is said of anything. */
const OFF_SIGNED_UP =
  /^(?!不去了$)(?:不好意思|抱歉|对不起)?[\s,]*(?:我)?(今天|明天|后天|上午|下午|晚上|早上|周[一二三四五六日天])?(?:那班|的)?(?:我)?(?:这边)?(?:临时|家里|突然)?(?:有点?事情?)?[\s,]*(?:我)?(?:就)?(?:不去|去不了|不来|来不了|不参加|参加不了)了$/
/** May I: asked of the posting itself, it is a sign-up said politely. */
const POLITE = /[\s,]*(?:可以|行|能行|好|成|可不可以|行不行)(?:吗|么|不|嘛)?\s*\?*$/
const PARTICLES = /[吧呀啊哈哦了啦的]{1,2}$/
const MYSELF = /^(?:我|我自己|自己|本人)$/

const SOME_SHIFT = /^(?:早上|上午|中午|下午|傍晚|晚上|全天|第?[一二三四五\d][班场个])$/

interface Target {
  readonly work: number | null
  readonly shift: number | null
}

/** Position words: 2, 第二个, 第2班, 二班. */
const readPosition = (words: string): number | null => {
  const match = /^第?\s*(\d{1,2}|[一二两三四五六七八九十]{1,3})\s*(?:个|班|场|组|档|段)?(?:时间)?$/.exec(words)
  return match ? readNumeral(match[1] ?? '') : null
}

const plain = (text: string): string => fold(text).replace(/[\s,。、:!]/g, '')

/** The shift that the words name by its label or place; null where they name none, or more than one. */
export const readShift = (words: string, work: OpenWork): number | null => {
  const said = plain(words).replace(/(?:的|那个|那班|班|场|时段)+$/, '')
  if (said === '') return null
  const exact = work.shifts.filter(({ label }) => plain(label) === said)
  const fitting =
    exact.length > 0 ? exact : work.shifts.filter(({ label }) => plain(label).includes(said) && said.length > 1)
  if (fitting.length === 1) return fitting[0]?.id ?? null
  const position = readPosition(words.trim())
  return position === null ? null : (work.shifts[position - 1]?.id ?? null)
}

/** The posting that the words name by number or by a word of its title. */
export const readWork = (words: string, works: readonly OpenWork[]): OpenWork | null => {
  const found = leadingNumber(words)
  if (found && found.length >= words.trimEnd().length)
    return works.find(({ number }) => number === found.number) ?? null
  const said = plain(words)
  const fitting = works.filter(({ title }) => said.length > 1 && plain(title).includes(said))
  return fitting.length === 1 ? (fitting[0] ?? null) : null
}

/** Which posting and shift are meant. Null where the words name something that is not open. */
const target = (words: string, context: Context): Target | null => {
  const quoted = quotedWork(context)
  const { works } = context
  const single = quoted ?? (works.length === 1 ? (works[0] ?? null) : null)
  const rest = bare(words)
    .replace(/^(?:参加)?[\s,:]*/, '')
    .replace(PARTICLES, '')
    .trim()
  if (rest === '') return { work: single?.number ?? null, shift: null }
  if (single) {
    const shift = readShift(rest, single)
    if (shift !== null) return { work: single.number, shift }
    // 上午 下午: two shifts at once are asked about.
    const parts = rest.split(/[\s,和、]+/)
    if (parts.length > 1 && parts.every((part) => readShift(part, single) !== null))
      return { work: single.number, shift: null }
  }
  const named = readWork(rest, works)
  if (named) return { work: named.number, shift: null }
  const [head = '', ...more] = rest.split(/[\s,]+/)
  const first = more.length > 0 ? readWork(head, works) : null
  const shift = first ? readShift(more.join(' '), first) : null
  if (first && shift !== null) return { work: first.number, shift }
  // 报名 刷楼道 晚上, where nobody works in the evening: which shift is asked.
  if (first && SOME_SHIFT.test(more.join(''))) return { work: first.number, shift: null }
  const offered = works.flatMap((work) => {
    const id = readShift(rest, work)
    return id === null || readPosition(rest) !== null ? [] : [{ work: work.number, shift: id }]
  })
  return offered.length === 1 ? (offered[0] ?? null) : null
}

const quotedWork = ({ quoted, works }: Context): OpenWork | null =>
  quoted?.kind === 'work' ? (works.find(({ number }) => number === quoted.number) ?? null) : null

/** 报名, 取消报名 and signing up somebody else. Null where it is not about paid work that is open here. */
export const readSignup = (text: string, context: Context): Meaning | null => {
  if (text.length > LONGEST) return null
  const said = fold(text).trim()
  const folded = quotedWork(context) ? said.replace(POLITE, '') : said
  const words = bare(folded)
  if (/[?]|[吗么]\s*$/.test(folded)) return null
  return (
    readSignoff(words, context) ??
    (context.works.length === 0 ? null : (readForOther(text, words, context) ?? readOwn(words, context)))
  )
}

const readSignoff = (words: string, context: Context): Meaning | null => {
  const quoted = quotedWork(context)
  const said = words.replace(/[吧啊呀哈]$/, '')
  if (context.quoted?.kind === 'work' && OFF_QUOTED.test(said)) return { kind: 'signoff', work: context.quoted.number }
  const off = context.signedUp === true ? OFF_SIGNED_UP.exec(said) : null
  if (off) {
    const work = quoted ?? (context.works.length === 1 ? (context.works[0] ?? null) : null)
    const shift = work && off[1] !== undefined ? readShift(off[1], work) : null
    return { kind: 'signoff', work: work?.number ?? null, ...(shift === null ? {} : { shift }) }
  }
  const match = SIGN_OFF.exec(said)
  if (!match) return null
  const rest = said.slice(match[0].length).replace(/^[了\s,:]+/, '')
  if (rest === '')
    return {
      kind: 'signoff',
      work: quoted?.number ?? (context.works.length === 1 ? (context.works[0]?.number ?? null) : null),
    }
  const work = readWork(rest, context.works)
  const numbered = leadingNumber(rest)
  if (work) return { kind: 'signoff', work: work.number }
  if (numbered && numbered.length >= rest.length) return { kind: 'signoff', work: numbered.number }
  const meant = target(rest, context)
  return meant && { kind: 'signoff', ...meant }
}

const readForOther = (text: string, words: string, context: Context): Meaning | null => {
  const match = FOR_OTHER.exec(words)
  const who = match?.[1]?.trim()
  if (!match || !who || MYSELF.test(who) || who === '忙' || who === '他们' || who === '大家' || who === '你')
    return null
  const meant = target(words.slice(match[0].length), context)
  if (!meant) return null
  // The name is kept in the sender's own characters, which folding may have changed.
  const start = words.indexOf(who)
  const lead = fold(text).indexOf(words) + start
  const own = originalTail(text, lead)
  const after = originalTail(text, lead + who.length)
  return { kind: 'signup-for', ...meant, who: own.slice(0, own.length - after.length).trim() }
}

const readOwn = (words: string, context: Context): Meaning | null => {
  const quoted = quotedWork(context)
  const match = SIGN_UP.exec(words)
  if (match) {
    const rest = words.slice(match[0].length)
    // 报名了 tells that it is done; only in reply to the posting does it ask for it.
    if (rest === '了' && !quoted) return null
    const meant = target(rest, context)
    return meant && { kind: 'signup', ...meant }
  }
  // 上午报名: the shift before the word.
  const ahead = /^(\S{1,10}?)\s*(?:我)?报名$/.exec(words)?.[1]
  const meant = ahead === undefined || readPosition(ahead) !== null ? null : target(ahead, context)
  if (meant && meant.shift !== null) return { kind: 'signup', ...meant }
  if (!quoted) return null
  const said = words.replace(PARTICLES, '')
  if (TAKEN.test(said)) return { kind: 'signup', work: quoted.number, shift: null }
  const trimmed = said.replace(/^(?:我来|我去|我报|我选|我|选|\+1)\s*/, '').trim()
  const shift = trimmed === '' ? null : readShift(trimmed, quoted)
  if (shift !== null) return { kind: 'signup', work: quoted.number, shift }
  return words === '1' ? { kind: 'signup', work: quoted.number, shift: null } : null
}
