import { expect, it } from 'vitest'
import { update } from '../../src/app/operations.ts'
import { noticeText } from '../../src/phrases/people.ts'
import { openTown } from '../support/town.ts'

it.each([
  ['柳树湾村', '柳树湾村委会', '村委会'],
  ['柳树湾村委会', '柳树湾村委会', '村委会'],
  ['曹杨新村', '曹杨新村居委会', '居委会'],
  ['幸福里社区', '幸福里社区居委会', '居委会'],
])('%s的人找的是%s', async (name, runs, office) => {
  const town = await openTown()
  await town.query(() => update('communities', { id: 'c1' }, { name }))
  const zhang = town.resident('u1', '3-1-101 张三')
  expect(noticeText(name)).toContain(`我是五共，${runs}用我来`)
  await zhang.whispers('建议：居委会门口也装一个')
  expect(zhang.hears()).toEqual([
    expect.stringMatching(new RegExp(`：居委会门口也装一个。只交给${office}，不在群里说。`)),
  ])
  await town.close()
})
