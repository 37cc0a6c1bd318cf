import { expect, test } from 'vitest'
import { Browser } from '../web/console-support.ts'
import { evil, NAMES, openMarkedTown } from './marked-town.ts'

test('in a town where every name and every text is markup, no page of the console has any of it', async () => {
  const town = await openMarkedTown()
  try {
    const browser = new Browser(town, {
      health: [{ name: evil('platform'), account: evil('account'), health: 'needs-login' }],
    })
    await browser.signIn()
    const asked = new URLSearchParams(
      ['q', 'status', 'sort', 'dir', 'page', 'aside', 'removed', 'added', 'known', 'verified', 'home', 't'].map(
        (name) => [name, evil(name)],
      ),
    )
    const addresses = browser.app.routes
      .filter(({ method, path }) => method === 'GET' && !/css|csv|xlsx/.test(path))
      .map(({ path }) => path.replace(/:number\{[^/]*\}/, '1'))
    let shown = ''
    for (const address of addresses.flatMap((path) => [
      path,
      `${path}?${asked}`,
      `${path}?verified=u1&home=${encodeURIComponent(evil('home'))}`,
    ])) {
      const response = await browser.get(address)
      const page = await response.text()
      expect([address, response.status]).toEqual([address, 200])
      expect([address, /<script|<img|onerror=alert\(1\)>/i.exec(page)?.[0]]).toEqual([address, undefined])
      shown += page
    }
    expect(addresses.length).toBeGreaterThan(12)
    const escaped = (name: string) => `[${name}]&quot;`
    expect(NAMES.filter((name) => !shown.includes(escaped(name)))).toEqual([])
  } finally {
    await town.close()
  }
})
