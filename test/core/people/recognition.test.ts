import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Appearance, likeness, recognise } from '../../../src/core/people/recognition.ts'

const group = (id: string, topic: string, people: readonly string[]) => ({ id, topic, people: new Set(people) })
const homes = (building: number, many: number) => Array.from({ length: many }, (_, n) => `${building}-1-${101 + n}`)

describe('which of the lost groups a group is', () => {
  const three = group('g3', '幸福里3栋业主群', homes(3, 30))
  const four = group('g4', '幸福里4栋业主群', homes(4, 30))
  const all = group('g0', '幸福里大群', [...homes(3, 30), ...homes(4, 30)])
  const lost = [three, four, all]

  test('the same topic and the same people', () => {
    expect(recognise(three, lost)?.group.id).toBe('g3')
    expect(recognise(all, lost)?.group.id).toBe('g0')
  })

  test('renamed, with most of its people still there', () => {
    const renamed = { topic: '三栋一家亲', people: new Set([...homes(3, 28), '新来的1', '新来的2']) }
    expect(recognise(renamed, lost)?.group.id).toBe('g3')
  })

  test('a topic alone is never enough, nor two people of common names', () => {
    expect(recognise({ topic: '幸福里3栋业主群', people: new Set() }, lost)).toBeNull()
    expect(recognise({ topic: '幸福里3栋业主群', people: new Set(['甲', '乙', '丙', '丁']) }, lost)).toBeNull()
    const small = group('s', '业主群', ['王芳', '李伟'])
    expect(recognise(small, [small])).toBeNull()
  })

  test('two lost groups of the same people: nobody is clearly ahead', () => {
    const staff = ['王主任', '小刘', '老李', '陈姐']
    const twins = [group('a', '工作群', staff), group('b', '工作群', staff)]
    expect(recognise({ topic: '工作群', people: new Set(staff) }, twins)).toBeNull()
  })

  test('a building’s people in the big group do not make it the building’s', () => {
    expect(
      recognise({ topic: '改了名', people: new Set([...homes(3, 30), ...homes(4, 30)]) }, [three, four]),
    ).toBeNull()
  })

  test('likeness is between 0 and 1, the same both ways, and nobody is liked more than himself', () => {
    const names = fc.uniqueArray(fc.constantFrom(...homes(3, 8), ...homes(4, 8)))
    const one: fc.Arbitrary<Appearance> = fc.record({
      topic: fc.constantFrom('', '3栋群', '3栋业主群', '4栋群', '大群'),
      people: names.map((list) => new Set(list)),
    })
    fc.assert(
      fc.property(one, one, (a, b) => {
        const score = likeness(a, b)
        expect(score).toBeGreaterThanOrEqual(0)
        expect(score).toBeLessThanOrEqual(1)
        expect(score).toBeCloseTo(likeness(b, a), 10)
        expect(likeness(a, a)).toBeGreaterThanOrEqual(score - 1e-9)
      }),
    )
  })
})
