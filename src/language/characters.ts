import traditional from 'opencc-js/dict/TSCharacters'

/**
 * Traditional signs and their first Simplified form, from OpenCC's table. Sign by sign only: whole words (乾坤) may come
 * out wrong, which nobody sees, because a folded text is only compared with words folded the same way.
 */
const SIMPLIFIED: ReadonlyMap<string, string> = new Map(
  traditional.split('|').flatMap((line) => {
    const [sign = '', form = sign] = line.split(' ')
    return sign === form ? [] : [[sign, form] as const]
  }),
)

/** The sign in its Simplified form; itself where it has none. */
export const simplified = (sign: string): string => {
  let form = sign
  // 1-2 steps: a few forms are themselves written in another way today.
  for (
    let next = SIMPLIFIED.get(form);
    next !== undefined && next !== form && next !== sign;
    next = SIMPLIFIED.get(form)
  )
    form = next
  return form
}
