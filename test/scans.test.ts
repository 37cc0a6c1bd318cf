import { expect, test } from 'vitest'
import { Scans } from '../src/scans.ts'

const ACCOUNT = { platform: 'wechat', account: 'bot' }

test('a code is shown once and kept until it is taken away', async () => {
  const printed: string[] = []
  const scans = new Scans((text) => printed.push(text))
  for (let n = 0; n < 2; n += 1) scans.show(ACCOUNT, 'https://login/1')
  expect(scans.waiting).toEqual([{ ...ACCOUNT, text: 'https://login/1' }])
  await expect.poll(() => printed).toEqual([expect.stringMatching(/^wechat bot：请用手机扫码登录[^▄]*▄/)])
  scans.show(ACCOUNT, null)
  expect(scans.waiting).toEqual([])
})

test.for([['too long', 'x'.repeat(3_000)] as const, ['empty', ''] as const])(
  'a text that no code can hold, since it is %s, is told of and waits for nobody',
  async ([, text]) => {
    const printed: string[] = []
    const scans = new Scans((line) => printed.push(line))
    scans.show(ACCOUNT, 'https://login/1')
    scans.show(ACCOUNT, text)
    expect(scans.waiting).toEqual([])
    expect(printed).toEqual(['wechat bot：登录码画不出来 · its login code cannot be drawn\n'])
  },
)
