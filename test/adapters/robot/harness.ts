import { Robot } from '../../../src/adapters/robot/index.ts'
import { type Settings, settings } from '../../../src/adapters/robot/settings.ts'
import { OUTLET } from '../../../src/chat/one-way.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import type { TestAround } from '../../support/around.ts'
import { KEY, LoopbackRobots, SIGNING } from './loopback.ts'

export const KINDS = ['wecom', 'dingtalk', 'feishu'] as const

export const settingsFor = (kind: Settings['kind'], address: string, signing = SIGNING): Settings =>
  settings.parse({
    ...{ kind, group: '居委会群', address: new Secret(address) },
    ...(kind === 'wecom' ? {} : { signing: new Secret(signing) }),
  })

/** The platforms' own words: seconds they make one wait are in the notes, not in their answers. */
const HINT = { wecom: 60_000, dingtalk: 600_000, feishu: 60_000 }

export const robotHarness =
  (kind: Settings['kind']) =>
  async (around: TestAround): Promise<AdapterHarness> => {
    const platform = new LoopbackRobots(around.time.now)
    await platform.listen()
    const adapter = new Robot(settingsFor(kind, platform.addressOf(kind)), around)
    return {
      adapter,
      secrets: [KEY, SIGNING],
      group: () => OUTLET,
      person: () => '',
      // A picture comes as a message of its own, after its words.
      seen: async () =>
        platform.shown.map(({ text, image }, n) => ({ id: String(n), text, buttons: [], hasImage: image })),
      nextSend(fate) {
        platform.fate = fate
        return fate === 'limited' ? HINT[kind] : null
      },
      async close() {
        await adapter.stop()
        await platform.close()
      },
    }
  }
