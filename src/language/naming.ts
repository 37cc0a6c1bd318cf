import type { OpenPoll } from './context.ts'
import { fold, originalTail } from './fold.ts'
import { readNumeral } from './numerals.ts'
import { same } from './options.ts'

/** 征集3号, 3号征集, 3号: by the number that it was given. */
const NUMBERED = /^(?:(?:意见)?(?:征集|投票)\s*(\d{1,4})(?:\s*号)?|(\d{1,4})\s*号\s*(?:征集|投票|题)?)/
/** B题, 第二题, 第二个征集: by its place among those that are open. */
const PLACED =
  /^(?:(?:第\s*)?([A-Ha-h]|[\d一二两三四五六七八])\s*题|第\s*([\d一二两三四五六七八])\s*个?(?:征集|投票|问题))/
/** What comes after a name: a pause, or a word that picks. Glued to it, more of the same word may follow: 充电桩装. */
const AFTER_TITLE = /^(?:的?(?:事情?|问题)|这个|那个)?(?:[\s,:]+|(?=(?:我|俺)(?:们?家)?(?:选|投)|选|投))/
/** A number names only before what picks: 3号1, B题选2. 3号楼 and 3号开会 say something else. */
const AFTER_NUMBER =
  /^[\s,:]*(?=(?:(?:我|俺)(?:们?家)?)?(?:就)?(?:选|投|回|要)?\s*(?:\d{1,2}|[A-Za-z])$|(?:我|俺)?选|[\s,:])/

/** Longer texts are no answers. */
const LONGEST = 100

/** The poll that a message begins by naming, and the rest of it, in the sender's own characters, which then answers it. */
export const namedPoll = (
  text: string,
  polls: readonly OpenPoll[],
): { readonly poll: OpenPoll; readonly rest: string } | null => {
  if (text.length > LONGEST) return null
  const folded = fold(text).trimEnd()
  const start = folded.length - folded.trimStart().length
  const said = folded.slice(start)
  const named = byNumber(said, polls) ?? byPlace(said, polls) ?? byTitle(said, polls)
  if (!named) return null
  const pause = named.pause.exec(said.slice(named.length))
  const length = start + named.length + (pause?.[0].length ?? 0)
  return pause && length < folded.length ? { poll: named.poll, rest: originalTail(text, length) } : null
}

interface Named {
  readonly poll: OpenPoll
  /** Of its name. */
  readonly length: number
  readonly pause: RegExp
}

const byNumber = (said: string, polls: readonly OpenPoll[]): Named | null => {
  const [name = '', before, after] = NUMBERED.exec(said) ?? []
  const poll = polls.find(({ number }) => number === Number(before ?? after))
  return poll ? { poll, length: name.length, pause: AFTER_NUMBER } : null
}

const byPlace = (said: string, polls: readonly OpenPoll[]): Named | null => {
  const [name = '', mark, numeral] = PLACED.exec(said) ?? []
  const place =
    mark && /[A-Za-z]/.test(mark) ? mark.toUpperCase().charCodeAt(0) - 64 : readNumeral(mark ?? numeral ?? '')
  const poll = place === null ? undefined : polls[place - 1]
  return poll ? { poll, length: name.length, pause: AFTER_NUMBER } : null
}

/** As much of a title as the message begins with, where it is one poll's alone. */
const byTitle = (said: string, polls: readonly OpenPoll[]): Named | null => {
  let best: Named | null = null
  let shared = false
  for (const poll of polls) {
    const title = same(poll.title)
    let length = 0
    while (length < said.length && title.includes(said.slice(0, length + 1).toLowerCase())) length += 1
    if (length < 2 || length < (best?.length ?? 0)) continue
    shared = length === best?.length
    best = { poll, length, pause: AFTER_TITLE }
  }
  return shared ? null : best
}
