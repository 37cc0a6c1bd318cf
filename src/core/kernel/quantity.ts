/** Money in fen, area in 0.01 m², both integers: sums are exact. */

/** 8950 → "89.5", 12000 → "120". */
export const hundredthsText = (n: number): string => {
  const sign = n < 0 ? '-' : ''
  const whole = Math.floor(Math.abs(n) / 100)
  const rest = String(Math.abs(n) % 100)
    .padStart(2, '0')
    .replace(/0+$/, '')
  return rest === '' ? `${sign}${whole}` : `${sign}${whole}.${rest}`
}

/** "89.50" → 8950. Null for anything that is not a plain decimal number with at most two places. */
export const hundredths = (text: string): number | null => {
  const match = /^(-?)(\d{1,9})(?:\.(\d{1,2}))?$/.exec(text.trim())
  if (!match) return null
  const n = Number(match[2]) * 100 + Number((match[3] ?? '').padEnd(2, '0'))
  return match[1] === '-' ? -n : n
}
