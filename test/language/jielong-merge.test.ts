import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type JielongVersion, mergeJielong } from '../../src/language/jielong/merge.ts'

/** The copies in the order in which they were sent: who, and the lines under the title. */
const sent = (...copies: readonly (readonly [sender: string, ...lines: string[]])[]): JielongVersion[] =>
  copies.map(([sender, ...lines], index) => ({
    id: `m${index}`,
    sender,
    at: index * 60_000,
    text: `#接龙\n大扫除\n\n${lines.map((line, place) => (/^\d+\./.test(line) ? line : `${place + 1}. ${line}`)).join('\n')}`,
  }))
const names = (versions: readonly JielongVersion[]) => mergeJielong(versions)?.entries.map(({ name }) => name)
const remarks = (versions: readonly JielongVersion[]) =>
  mergeJielong(versions)?.remarks.map(({ kind, was, now }) => [kind, was.text, now?.text ?? null])

describe('copies of one 接龙 become one list', () => {
  test('two who answer the same copy are both in, though both are number 2', () => {
    const merged = mergeJielong(sent(['a', '张三'], ['b', '张三', '李四'], ['c', '张三', '王五']))
    expect(merged?.entries.map(({ number, name, owner }) => [number, name, owner])).toEqual([
      [1, '张三', 'a'],
      [2, '李四', 'b'],
      [2, '王五', 'c'],
    ])
    expect(merged?.remarks).toEqual([])
  })

  test('a neighbour’s line that was lost is kept and remarked on once', () => {
    const versions = sent(['a', '张三'], ['b', '张三', '李四'], ['c', '李四', '王五'], ['d', '李四', '王五', '赵六'])
    expect(names(versions)).toEqual(['张三', '李四', '王五', '赵六'])
    expect(remarks(versions)).toEqual([['lost', '张三', null]])
  })

  test('a neighbour’s line that was altered stays as he wrote it', () => {
    const versions = sent(['a', '张三 同意'], ['b', '张三 不同意', '李四 同意'])
    expect(mergeJielong(versions)?.entries.map(({ choice }) => choice)).toEqual(['同意', '同意'])
    expect(remarks(versions)).toEqual([['altered', '张三 同意', '张三 不同意']])
  })

  test('one may change and take back one’s own line', () => {
    const changed = sent(['a', '张三 2份'], ['b', '张三 2份', '李四 1份'], ['a', '张三 3份', '李四 1份'])
    expect(mergeJielong(changed)?.entries.map(({ quantity }) => quantity)).toEqual([3, 1])
    const taken = sent(['a', '张三'], ['b', '张三', '李四'], ['b', '张三'], ['b', '张三'])
    expect(names(taken.slice(0, 2))).toEqual(['张三', '李四'])
    // A copy equal to an older one is that older copy sent again: nothing is taken back by it.
    expect(names(taken)).toEqual(['张三', '李四'])
    expect(
      names(sent(['a', '张三'], ['b', '张三', '李四'], ['c', '张三', '李四', '王五'], ['b', '张三', '王五'])),
    ).toEqual(['张三', '王五'])
  })

  describe('whose a line is, the sender tells, not who was first seen to pass it on', () => {
    const known =
      (who: Readonly<Record<string, { readonly home?: string; readonly name?: string }>>) =>
      (versions: readonly JielongVersion[]) =>
        versions.map((version) => ({ ...version, ...who[version.sender] }))
    const neighbours = known({ a: { home: '3-2-501', name: '张三' }, b: { home: '3-2-502', name: '李四' } })
    const quantities = (versions: readonly JielongVersion[]) => mergeJielong(versions)?.entries.map((e) => e.quantity)
    const list = ['3-2-501 张三 2人', '3-2-502 李四 2人']

    test('he changes the line of his own home, which was there before we saw the list', () => {
      const versions = neighbours(sent(['a', ...list], ['b', '3-2-501 张三 2人', '3-2-502 李四 3人']))
      expect(mergeJielong(versions)?.entries.map(({ quantity, owner }) => [quantity, owner])).toEqual([
        [2, null],
        [3, 'b'],
      ])
      expect(remarks(versions)).toEqual([['changed', '3-2-502 李四 2人', '3-2-502 李四 3人']])
    })

    test('or which a neighbour had written for him; from then on it is his alone', () => {
      const versions = neighbours(
        sent(
          ['a', '3-2-501 张三 2人'],
          ['a', ...list],
          ['b', '3-2-501 张三 2人', '3-2-502 李四 3人'],
          ['a', '3-2-501 张三 2人', '3-2-502 李四 5人'],
        ),
      )
      expect(quantities(versions)).toEqual([2, 3])
      expect(remarks(versions)?.map(([kind]) => kind)).toEqual(['changed', 'altered'])
    })

    test('a home without its unit is his where it bears his name', () => {
      const short = (b: string) => sent(['a', '3-501 张三 2人', '3-502 李四 2人'], ['b', '3-501 张三 2人', b])
      expect(quantities(neighbours(short('3-502 李四 3人')))).toEqual([2, 3])
      const other = known({ b: { home: '3-1-502', name: '赵六' } })
      expect(quantities(other(short('3-502 李四 3人')))).toEqual([2, 2])
    })

    test('a list without homes goes by his name, as long as nobody was seen to write it', () => {
      expect(quantities(neighbours(sent(['a', '张三 2人', '李四 2人'], ['b', '张三 2人', '李四 3人'])))).toEqual([2, 3])
      const written = known({ b: { name: '李四' }, c: { name: '李四' } })(
        sent(['a', '张三 2人'], ['b', '张三 2人', '李四 2人'], ['c', '张三 2人', '李四 3人']),
      )
      expect(quantities(written)).toEqual([2, 2])
      expect(remarks(written)?.map(([kind]) => kind)).toEqual(['altered'])
    })

    test('a neighbour’s line is not his, nor what somebody else of his home wrote', () => {
      const neighbour = neighbours(sent(['b', ...list], ['b', '3-2-501 张三 9人', '3-2-502 李四 2人']))
      expect(quantities(neighbour)).toEqual([2, 2])
      const couple = known({ b: { home: '3-2-502' }, c: { home: '3-2-502' } })(
        sent(['a', '3-2-501 张三 2人'], ['b', ...list], ['c', '3-2-501 张三 2人', '3-2-502 李四 9人']),
      )
      expect(quantities(couple)).toEqual([2, 2])
      expect(remarks(couple)?.map(([kind]) => kind)).toEqual(['altered'])
    })

    test('a line that was there before is never taken back by what a copy leaves out', () => {
      const versions = neighbours(sent(['a', ...list], ['b', '3-2-501 张三 2人']))
      expect(quantities(versions)).toEqual([2, 2])
    })
  })

  test('one home twice is one home, and the first line stands', () => {
    const versions = sent(['a', '3-2-501 张三 同意'], ['b', '3-2-501 张三 同意', '3栋2单元501 李梅 不同意'])
    expect(mergeJielong(versions)?.entries.map(({ home, choice }) => [home, choice])).toEqual([['3-2-501', '同意']])
    expect(remarks(versions)).toEqual([['same-home', '3-2-501 张三 同意', '3栋2单元501 李梅 不同意']])
  })

  test('the same sender counts as he said last, also from an old copy', () => {
    const versions = sent(
      ['a', '张三 1份'],
      ['b', '张三 1份', '李四 1份'],
      ['c', '张三 1份', '王五 1份'],
      ['b', '张三 1份', '李四 4份'],
    )
    expect(mergeJielong(versions)?.entries.map(({ name, quantity }) => [name, quantity])).toEqual([
      ['张三', 1],
      ['李四', 4],
      ['王五', 1],
    ])
  })

  test('two people of one name are two people, and somebody looks', () => {
    const versions = sent(['a', '王五'], ['b', '王五', '张三'], ['c', '王五', '张三'], ['d', '王五', '张三', '李四'])
    expect(names(versions)).toEqual(['王五', '张三', '李四'])
    const namesakes = sent(['a', '王五'], ['b', '王五', '张三'], ['c', '王五', '赵六'], ['d', '王五', '赵六', '张三'])
    expect(names(namesakes)).toEqual(['王五', '张三', '赵六', '张三'])
    expect(remarks(namesakes)).toEqual([['same-name', '张三', '张三']])
  })

  test('who puts back the lines that others lost adds nobody twice', () => {
    const versions = sent(
      ['a', '王五'],
      ['b', '王五', '张三 2份'],
      ['c', '王五', '李四 1份'],
      ['d', '王五', '张三 2份', '李四 1份', '赵六 1份'],
    )
    expect(names(versions)).toEqual(['王五', '张三', '李四', '赵六'])
    expect(mergeJielong(versions)?.entries.map(({ owner }) => owner)).toEqual(['a', 'b', 'c', 'd'])
  })

  test('in a list that was long when we came, nobody owns the lines', () => {
    expect(mergeJielong(sent(['d', '张三', '李四', '王五']))?.entries.map(({ owner }) => owner)).toEqual([
      null,
      null,
      null,
    ])
  })

  test('talk in between is passed over; without any list there is none', () => {
    const talk = { id: 'x', sender: 'z', text: '收到', at: 5 }
    expect(names([...sent(['a', '张三']), talk])).toEqual(['张三'])
    expect(mergeJielong([talk])).toBeNull()
  })
})

interface Step {
  readonly from: number
  readonly loses: number
  readonly spoils: number
  readonly withHome: boolean
}

/** What a group does: each person copies some earlier message, perhaps loses or spoils lines of it, and adds his own. */
const history = (steps: readonly Step[]): JielongVersion[] => {
  const copies: string[][] = []
  steps.forEach(({ from, loses, spoils, withHome }, index) => {
    const base = [...(copies[from % Math.max(1, index)] ?? [])]
    if (base.length > 0 && loses % 3 === 0) base.splice(loses % base.length, 1)
    if (base.length > 0 && spoils % 4 === 0) base[spoils % base.length] += ' 改过'
    copies.push([
      ...base,
      withHome ? `${index + 1}-1-101 赵${'甲乙丙丁戊己庚辛壬癸'[index]} 1份` : `钱${'甲乙丙丁戊己庚辛壬癸'[index]} 1份`,
    ])
  })
  return copies.map((lines, index) => ({
    id: `m${index}`,
    sender: `u${index}`,
    at: index,
    text: `#接龙\n大扫除\n\n${lines.map((line, place) => `${place + 1}. ${line}`).join('\n')}`,
  }))
}

/** `WUGONG_HISTORIES=100000` takes about a minute. */
test('in any order of arrival the set is the same and nobody is lost', () => {
  const step = fc.record({ from: fc.nat(20), loses: fc.nat(50), spoils: fc.nat(50), withHome: fc.boolean() })
  const histories = fc.array(step, { minLength: 1, maxLength: 8 }).chain((steps) => {
    const versions = history(steps)
    return fc.tuple(fc.constant(versions), fc.shuffledSubarray(versions, { minLength: versions.length }))
  })
  fc.assert(
    fc.property(histories, ([versions, arrived]) => {
      const merged = mergeJielong(arrived)
      expect(merged).toEqual(mergeJielong(versions))
      expect(merged?.entries.map(({ owner }) => owner).toSorted()).toEqual(
        versions.map(({ sender }) => sender).toSorted(),
      )
    }),
    { numRuns: Number(process.env.WUGONG_HISTORIES ?? 3000) },
  )
}, 600_000)
