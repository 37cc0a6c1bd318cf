import { afterAll, expect, onTestFinished, test } from 'vitest'
import type { Log } from '../../src/chat/platform.ts'
import { openBell } from '../../src/jobs/bell.ts'
import { Workers } from '../../src/jobs/workers.ts'
import { openPostgres } from '../../src/store/postgres.ts'
import { Wire } from '../faults/wire.ts'
import { Chance } from '../simulation/chance.ts'
import { server, stopServer } from '../support/disk.ts'

const found = await server()
const missing = 'missing' in found ? found.missing : null
afterAll(stopServer)

const silent: Log = { info: () => {}, warn: () => {}, error: () => {} }

test.skipIf(missing)(
  `a connection that falls silent while a wake-up is heard ends no process, and the next one is heard${missing ?? ''}`,
  { timeout: 120_000 },
  async () => {
    if ('missing' in found) return
    const direct = new URL(await found.prepared())
    const wire = new Wire({ host: direct.hostname, port: Number(direct.port || 5432) }, new Chance(1), 0)
    const through = new URL(direct)
    through.host = `127.0.0.1:${await wire.listen()}`
    const store = await openPostgres(direct.href, { durable: false })
    onTestFinished(() => store.close())
    const workers = new Workers({ store, holder: 'a', ms: 30_000 })
    await workers.join(true)
    const heard: number[] = []
    const handle = (chats: readonly number[]) => {
      // So that it can not be answered.
      if (heard.length === 0) wire.fallSilent()
      heard.push(...chats)
    }
    const bell = openBell(through.href, { handle, deliver: () => {}, gateways: [], workers }, silent, 1_000)
    try {
      bell.handle([{ communityId: '', chatId: 1 }])
      await expect.poll(() => heard, { timeout: 20_000 }).toContain(1)
      bell.handle([{ communityId: '', chatId: 2 }])
      await expect.poll(() => heard, { timeout: 60_000 }).toContain(2)
    } finally {
      wire.close()
      await bell.close()
    }
  },
)
