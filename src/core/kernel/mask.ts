import { findPrivate, type PrivateKind } from './private.ts'

/** Masks for everything that may reach a group or a public page (国务院办公厅《2018年政务公开工作要点》: 去标识化). */

const COMPOUND = new Set(
  '欧阳 司马 上官 诸葛 夏侯 皇甫 尉迟 公孙 慕容 令狐 长孙 宇文 司徒 司空 端木 百里 东方 南宫 西门 独孤 轩辕 东郭 呼延 闻人 澹台 太史 申屠 公冶 钟离 第五'.split(
    ' ',
  ),
)

/**
 * 张三 → 张*; 欧阳娜娜 → 欧阳**. A name of one character stays one star, so that nothing of it is shown. Of a group card
 * ("3-2-501 张三") only the name is taken: the door never shows.
 */
export const maskName = (name: string): string => {
  const characters = [...(/\p{Script=Han}{2,}$/u.exec(name.trim())?.[0] ?? name.trim())]
  if (characters.length <= 1 || !/\p{L}/u.test(characters.join(''))) return '*'
  const keep = characters.length > 2 && COMPOUND.has(characters.slice(0, 2).join('')) ? 2 : 1
  return characters.slice(0, keep).join('') + '*'.repeat(Math.min(characters.length - keep, 3))
}

const digitsOf = (found: string): string => found.replace(/\D/g, '')

const MASKS: Readonly<Record<PrivateKind, (found: string) => string>> = {
  id: (id) => `${id.slice(0, 3)}${'*'.repeat(11)}${id.slice(-4)}`,
  // With +86 before it or without.
  mobile: (mobile) => digitsOf(mobile).replace(/^\d*(\d{3})\d{4}(\d{4})$/, '$1****$2'),
  card: (card) => `**** **** **** ${digitsOf(card).slice(-4)}`,
  // The street may stay; which door it is may not.
  address: (address) => address.replace(/(?<=号|弄).*$/su, '***'),
}

/** Masks ID, mobile and card numbers and whole addresses inside a text: the only place where that is done. */
export const maskNumbers = (text: string): string => {
  let masked = ''
  let from = 0
  for (const { kind, start, end } of findPrivate(text)) {
    masked += text.slice(from, start) + MASKS[kind](text.slice(start, end).normalize('NFKC'))
    from = end
  }
  return masked + text.slice(from)
}
