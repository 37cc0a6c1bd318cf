import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser, rowsOf } from './console-support.ts'

let town: Town
let browser: Browser
beforeEach(async () => {
  town = await openTown()
  browser = new Browser(town)
  await browser.signIn()
})
afterEach(() => town.close())

const zhang = () => town.resident('u1', '3-2-501 张三')
const names = async () => rowsOf(await browser.text('/places')).map(([name]) => name)
const suggested = async () =>
  (await town.query(() => list('suggestions', { communityId: 'c1' }, { order: 'number' }))).map(({ place }) => place)

describe('names of places', () => {
  test('are added in one line, also those of the command, and what residents report is there from then on', async () => {
    await zhang().says('建议：老槐树那里放个凳子')
    await town.staff('gc').says('/地名 幸福路')
    const { headers } = await browser.post('/places/add', { names: '老槐树、 石狮子' })
    expect(await browser.text(headers.get('location') ?? '')).toContain('“老槐树、石狮子”加上了。')
    await zhang().says('建议：石狮子旁边的灯坏了')
    expect(await names()).toEqual(['老槐树', '石狮子', '幸福路'].sort(new Intl.Collator('zh').compare))
    expect(await suggested()).toEqual([null, '石狮子'])
    expect(rowsOf(await browser.text('/places')).find(([name]) => name === '石狮子')?.[1]).toBe('1')
  })

  test('that were there before say so', async () => {
    await browser.post('/places/add', { names: '老槐树' })
    const { headers } = await browser.post('/places/add', { names: '老槐树 石狮子' })
    expect(await browser.text(headers.get('location') ?? '')).toContain('“石狮子”加上了。“老槐树”本来就有。')
  })

  test('go with one tap and come back with another; what was said before keeps its place', async () => {
    await browser.post('/places/add', { names: '老槐树' })
    await zhang().says('建议：老槐树那里放个凳子')
    const { headers } = await browser.post('/places/remove', { name: '老槐树' })
    expect(await names()).toEqual([])
    await zhang().says('建议：老槐树那里的垃圾没人扫')
    expect(await suggested()).toEqual(['老槐树', null])
    expect(await browser.text(headers.get('location') ?? '')).toContain('“老槐树”去掉了。')
    await browser.post('/places/add', { names: '老槐树' })
    expect(await names()).toEqual(['老槐树'])
  })

  test.each(['', ' ', '树', '一'.repeat(21), Array.from({ length: 21 }, (_, i) => `地方${i}`).join(' ')])(
    'what is none is refused in words: %s',
    async (said) => {
      const { headers } = await browser.post('/places/add', { names: said })
      expect(await browser.text(headers.get('location') ?? '')).toContain('没加上')
      expect(await names()).toEqual([])
    },
  )

  test('are shown as words, never as markup', async () => {
    await browser.post('/places/add', { names: '<b>树</b>' })
    expect(await names()).toEqual(['&lt;b&gt;树&lt;/b&gt;'])
    const gone = await browser.post('/places/remove', { name: '<b>树</b>' })
    expect(await browser.text(gone.headers.get('location') ?? '')).not.toContain('<b>树')
  })

  test('who added and who removed one is in the trail', async () => {
    await browser.post('/places/add', { names: '老槐树' })
    await browser.post('/places/remove', { name: '老槐树' })
    await browser.post('/places/remove', { name: '老槐树' })
    const trail = (await town.query(() => list('events', { communityId: 'c1' }, { order: 'seq' }))).filter(({ type }) =>
      type.startsWith('places.'),
    )
    expect(trail).toMatchObject([
      { type: 'places.named', actor: 's1', data: { names: ['老槐树'] } },
      { type: 'places.removed', actor: 's1', data: { names: ['老槐树'] } },
    ])
  })

  test('nobody without a login gets there, and no stranger’s page can post', async () => {
    const stranger = new Browser(town)
    expect((await stranger.get('/places')).status).toBe(401)
    expect((await stranger.post('/places/add', { names: '老槐树' })).status).toBe(401)
    expect((await browser.post('/places/add', { names: '老槐树' }, { origin: 'https://evil.example' })).status).toBe(
      403,
    )
    expect(await names()).toEqual([])
  })
})
