import type { App } from './app/app.ts'
import { gatewayHealth, gatewayScans } from './app/lease.ts'
import type { Store } from './app/ports.ts'
import type { Adapter } from './chat/adapter.ts'
import { scanPicture, type Scans } from './scans.ts'

/**
 * How the accounts are and what they wait for, for the console: of this process's own adapters where it is alone with its
 * store, else as their gateways, wherever they run, have told the store.
 */
export const accountsView = (parts: {
  readonly store: Pick<Store, 'shared' | 'time'>
  readonly app: App
  readonly adapters: readonly Adapter[]
  readonly scans: Scans
}) => {
  const { store, app, adapters, scans } = parts
  const waiting = async () => {
    if (!store.shared)
      return scans.waiting.map((scan) => {
        const adapter = adapters.find(({ name, account }) => name === scan.platform && account === scan.account)
        return { ...scan, official: adapter?.traits.official ?? true }
      })
    const now = await store.time()
    return await app.run(() => gatewayScans(now))
  }
  return {
    health: async () => {
      if (!store.shared) return adapters.map((a) => ({ name: a.name, account: a.account, health: a.health() }))
      const now = await store.time()
      return await app.run(() => gatewayHealth(now))
    },
    /** Codes that somebody must scan with the phone, as pictures. */
    codes: async () =>
      await Promise.all(
        (await waiting()).map(async ({ text, ...scan }) => ({ ...scan, svg: await scanPicture(text) })),
      ),
  }
}
