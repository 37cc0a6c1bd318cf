import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hundredths, hundredthsText } from '../../../src/core/kernel/quantity.ts'

test('what is written is read back exactly', () => {
  fc.assert(
    fc.property(fc.integer({ min: -99_999_999_999, max: 99_999_999_999 }), (n) => {
      expect(hundredths(hundredthsText(n))).toBe(n)
    }),
  )
})

test('money and area are read as people write them', () => {
  expect([hundredths('89.50'), hundredths('89.5'), hundredths(' 90 ')]).toEqual([8950, 8950, 9000])
  expect([hundredthsText(12_000), hundredthsText(12_050), hundredthsText(5)]).toEqual(['120', '120.5', '0.05'])
})

test.each(['', '89.555', '1e3', '八十九', '89.', '.5', '89,5', '１２', '1234567890', '--5'])(
  '“%s” is no number of ours',
  (text) => {
    expect(hundredths(text)).toBeNull()
  },
)
