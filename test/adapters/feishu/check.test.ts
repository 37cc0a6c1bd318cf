import { afterEach, beforeEach, expect, test } from 'vitest'
import { checkFeishu } from '../../../src/adapters/feishu/check.ts'
import type { Finding } from '../../../src/chat/platform.ts'
import { type TestAround, testAround } from '../../support/around.ts'
import { settingsFor } from './harness.ts'
import { LoopbackFeishu } from './loopback.ts'

let around: TestAround
let platform: LoopbackFeishu

beforeEach(async () => {
  around = testAround()
  platform = new LoopbackFeishu(() => around.time.now())
  await platform.listen()
  platform.date = new Date(around.time.now()).toUTCString()
})
afterEach(async () => {
  await platform.close()
  await around.remove()
})

const findings = (domain = platform.address): Promise<readonly Finding[]> => checkFeishu(settingsFor(domain), around)
const wrong = async (domain?: string) => (await findings(domain)).filter(({ ok }) => !ok).map(({ zh }) => zh)

test('all in order', async () => {
  expect(await wrong()).toEqual([])
  for (const { zh, en } of await findings()) expect(en).not.toBe(zh)
})

test('the secret is wrong', async () => {
  platform.secret = 'another'
  expect(await wrong()).toEqual([expect.stringContaining('App Secret 不对')])
})

test('rights are missing, and which', async () => {
  platform.scopes = ['im:message.group_at_msg', 'im:chat', 'im:resource']
  expect(await wrong()).toEqual([
    expect.stringContaining('im:message.p2p_msg、im:message。'),
    expect.stringContaining('只看得到@机器人的话'),
  ])
})

test('the clock is wrong', async () => {
  platform.date = new Date(around.time.now() + 10 * 60_000).toUTCString()
  expect(await wrong()).toEqual([expect.stringContaining('差了600秒')])
})

test('the host cannot be reached', async () => {
  expect(await wrong('http://127.0.0.1:9')).toEqual([expect.stringContaining('连不上')])
})
