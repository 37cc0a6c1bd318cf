import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkRobot } from '../../../src/adapters/robot/check.ts'
import { Robot } from '../../../src/adapters/robot/index.ts'
import { settings } from '../../../src/adapters/robot/settings.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { PNG } from '../../contract/harness.ts'
import { type TestAround, testAround } from '../../support/around.ts'
import { until } from '../../support/until.ts'
import { KINDS, robotHarness, settingsFor } from './harness.ts'
import { KEY, LoopbackRobots } from './loopback.ts'

const GROUP = { kind: 'group' as const, id: 'group' }

for (const kind of KINDS)
  adapterContract(
    `the group robot of ${kind}`,
    (around) => new Robot(settingsFor(kind, 'http://127.0.0.1:9'), around),
    robotHarness(kind),
  )

describe('a group robot', () => {
  let around: TestAround
  let platform: LoopbackRobots
  beforeEach(async () => {
    around = testAround()
    platform = new LoopbackRobots(around.time.now)
    await platform.listen()
  })
  afterEach(async () => {
    await platform.close()
    await around.remove()
  })

  test('words whose picture fails are not said again', async () => {
    const robot = new Robot(settingsFor('wecom', platform.addressOf('wecom')), around)
    const sending = robot.send({ key: 'k', chat: GROUP, text: '日报', image: { png: PNG, alt: '' } })
    await until(() => platform.shown.length > 0)
    platform.fate = 'limited'
    expect((await sending).status).toBe('sent')
    expect(platform.shown).toHaveLength(1)
  })

  test.each(KINDS)('%s: address and signature are checked without a word in the group', async (kind) => {
    expect(await checkRobot(settingsFor(kind, platform.addressOf(kind)), around)).toMatchObject([{ ok: true }])
    expect(await checkRobot(settingsFor(kind, platform.addressOf(kind, 'guess')), around)).toMatchObject([
      { ok: false },
    ])
    if (kind !== 'wecom')
      expect(await checkRobot(settingsFor(kind, platform.addressOf(kind), 'SECguess'), around)).toMatchObject([
        { ok: false },
      ])
    expect(platform.shown).toEqual([])
  })

  test('a host that cannot be reached, and an address that is none', async () => {
    const nowhere = checkRobot(settingsFor('wecom', 'http://127.0.0.1:9/x?key=k'), around)
    expect(await nowhere).toMatchObject([{ ok: false, zh: expect.stringContaining('连不上 127.0.0.1') }])
    expect(await checkRobot(settingsFor('wecom', KEY), around)).toMatchObject([{ ok: false }])
  })

  test('a robot that could be signed is not used unsigned', () => {
    expect(settings.safeParse({ kind: 'dingtalk', group: '群', address: new Secret('x') }).success).toBe(false)
  })
})
