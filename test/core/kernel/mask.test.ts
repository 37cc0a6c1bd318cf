import fc from 'fast-check'
import { expect, test } from 'vitest'
import { maskName, maskNumbers } from '../../../src/core/kernel/mask.ts'

test.each([
  ['张三', '张*'],
  ['张小明', '张**'],
  ['欧阳娜娜', '欧阳**'],
  ['欧阳', '欧*'],
  ['李', '*'],
  ['3-2-501 张三', '张*'],
  ['3栋2单元501-王秀英', '王**'],
  ['3-2-501', '*'],
  ['', '*'],
  ['Lily', 'L***'],
])('the group reads “%s” as “%s”', (name, masked) => {
  expect(maskName(name)).toBe(masked)
})

test.each([
  ['找我：13812341234', '找我：138****1234'],
  ['138 1234 1234', '138****1234'],
  ['打+8613812341234', '打138****1234'],
  ['＋86 138 1234 1234', '＋138****1234'],
  ['008613812341234。', '138****1234。'],
  ['86-13812341234', '138****1234'],
  ['单号28613812341234', '单号28613812341234'],
  ['身份证420106199001011234。', '身份证420***********1234。'],
  ['尾号X的42010619900101123X', '尾号X的420***********123X'],
  ['卡号6222021234567890123', '卡号**** **** **** 0123'],
  ['3栋2单元501，报修号20260301', '3栋2单元501，报修号20260301'],
])('“%s” reaches a group as “%s”', (text, masked) => {
  expect(maskNumbers(text)).toBe(masked)
})

test('no whole mobile number survives, whatever stands around it', () => {
  const mobile = fc
    .tuple(fc.constantFrom('3', '5', '7', '8', '9'), fc.stringMatching(/^\d{9}$/))
    .map(([a, b]) => `1${a}${b}`)
  const words = fc.stringMatching(/^[一-龥，。：a-z ]{0,10}$/)
  fc.assert(
    fc.property(words, mobile, words, (before, number, after) => {
      expect(maskNumbers(before + number + after)).not.toContain(number)
    }),
  )
})
