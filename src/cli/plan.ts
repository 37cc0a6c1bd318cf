import { planDigests } from '../app/digest-plan.ts'
import type { Adapter } from '../chat/adapter.ts'
import { SILENT, UNSEEN } from '../chat/platform.ts'
import { systemTime } from '../clock.ts'
import type { Config } from '../config.ts'
import { filesOf } from '../files.ts'
import { limitsOf } from '../jobs/digests.ts'
import { planText } from '../phrases/plan.ts'
import type { Account } from '../platforms.ts'
import { openStore, withStore } from '../store/open.ts'

/** Shows when the digests of every configured account go out, with the sum. */
export const showPlan = async (
  config: Config & { readonly accounts: readonly Account[] },
  database: string,
): Promise<void> => {
  const outside = { time: systemTime, log: SILENT, files: filesOf(database), seen: () => UNSEEN, showQr: () => {} }
  // An adapter that is only made has done nothing yet.
  const adapters: Pick<Adapter, 'name' | 'account' | 'traits'>[] = config.accounts.map(({ create }) => create(outside))
  if (config.simulator) {
    const { Simulator } = await import('../adapters/simulator/index.ts')
    adapters.push(new Simulator({ clock: systemTime }))
  }
  await withStore(openStore(database), async (store) => {
    for (const adapter of adapters) {
      const limits = limitsOf(adapter, config.digestWindow)
      const account = { adapter: adapter.name, account: adapter.account }
      const { spread } = await store.transact(() => planDigests(account, limits))
      process.stdout.write(`${planText(`${adapter.name}:${adapter.account}`, spread, limits)}\n`)
    }
  })
}
