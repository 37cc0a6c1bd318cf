import { expect, test } from 'vitest'
import { yuanText } from '../../src/phrases/amounts.ts'

test('money is written as people write it', () => {
  expect([yuanText(12_000), yuanText(12_050), yuanText(5)]).toEqual(['120元', '120.5元', '0.05元'])
})
