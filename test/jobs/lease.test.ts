import { expect, test } from 'vitest'
import { list } from '../../src/app/operations.ts'
import type { Store } from '../../src/app/ports.ts'
import { Lease } from '../../src/jobs/lease.ts'
import { emptyStore } from '../support/disk.ts'

test.for(['time', 'transact'] as const)(
  'a question whose %s is late takes a lease that was let go for nobody',
  async (late) => {
    const store = await emptyStore()
    let answer = () => {}
    const answered = new Promise<void>((resolve) => {
      answer = resolve
    })
    let first = true
    const wait = async (what: string) => {
      if (what !== late || !first) return
      first = false
      await answered
    }
    const slow: Store = {
      ...store,
      time: () => wait('time').then(() => store.time()),
      transact: (task) => wait('transact').then(() => store.transact(task)),
    }
    const lease = new Lease('pump', { store: slow, holder: 'a', ms: 30_000 })
    const asked = lease.take()
    await expect.poll(() => first).toBe(false)
    const released = lease.release()
    await new Promise(setImmediate)
    answer()
    await Promise.all([asked, released])
    expect(lease.isHeld).toBe(false)
    expect(await store.transact(() => list('leases', { until: { gt: 0 } }))).toEqual([])
  },
)
