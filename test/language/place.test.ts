import { describe, expect, test } from 'vitest'
import { isUrgent, readPlace } from '../../src/language/place.ts'
import { registerOf } from '../../src/language/register.ts'
import { context } from './support.ts'

const home = { building: '3', unit: '2', room: '501' }
const register = registerOf([home, { building: '12', unit: '2', room: '101' }])
const known = context({
  home,
  places: ['老槐树', '幸福路'],
  estate: { register, scope: { building: null, unit: null } },
})
const stranger = context()

describe('where it is', () => {
  test.each([
    ['3栋门口装个扶手', '3栋门口'],
    ['3栋2单元门口的灯坏了', '3栋2单元门口'],
    ['三号楼二单元的电梯坏了', '3栋2单元电梯'],
    ['12号楼2单元的电梯坏了', '12栋2单元电梯'],
    ['小区东门的路灯不亮', '小区东门'],
    ['车库积水', '车库'],
    ['我家楼下天天吵', '3栋楼下'],
    ['我们楼道的灯坏了', '3栋2单元楼道'],
    ['我们单元门口堆了垃圾', '3栋2单元门口'],
    ['老槐树那里该放个凳子', '老槐树'],
    ['幸福路的井盖松了', '幸福路'],
    ['太吵了', null],
    ['希望多搞活动', null],
  ])('%s is at %s', (text, place) => expect(readPlace(text, known)?.text ?? null).toBe(place))

  test('a building that does not exist is no place; without a register it is taken as it is said', () => {
    expect(readPlace('9栋漏水', known)).toBeNull()
    expect(readPlace('9栋漏水', stranger)?.text).toBe('9栋')
  })

  test('我家楼下 of somebody whose home we do not know is nowhere but 楼下', () => {
    expect(readPlace('我家楼下天天吵', stranger)?.text).toBe('楼下')
  })

  test('its span lies in the text as it was written', () => {
    const text = '３栋２單元門口的燈壞了'
    const place = readPlace(text, known)
    expect(place?.text).toBe('3栋2单元门口')
    expect(text.slice(place?.span.start, place?.span.end)).toBe('３栋２單元門口')
  })
})

describe('whether it can wait', () => {
  test.each(['水管爆了，水一直在流', '很急，老人下不了楼', '电梯坏了请马上派人', '等不及了'])('%s cannot', (text) => {
    expect(isUrgent(text)).toBe(true)
  })
  test.each(['建议装个扶手', '急诊医院在哪', '马上过年了', '请尽快'])('%s can', (text) => {
    expect(isUrgent(text)).toBe(false)
  })
})
