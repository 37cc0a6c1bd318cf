import type { Hono } from 'hono'
import { makeLink } from '../../src/app/sign-in.ts'
import type { AdapterHealth, LoginCode } from '../../src/web/console/health.ts'
import { consoleRoutes } from '../../src/web/console/routes.ts'
import type { Town } from '../support/town.ts'

const ORIGIN = 'http://localhost'

let secrets = 0

/** A browser at the console of a town: keeps its cookie, sends forms as its own pages do. */
export class Browser {
  readonly app: Hono
  readonly #town: Town
  cookie = ''

  constructor(
    town: Town,
    options: { secure?: boolean; health?: readonly AdapterHealth[]; codes?: readonly LoginCode[] } = {},
  ) {
    this.#town = town
    const ids = {
      forNative: (_: string, native: { nativeId: string }) => native.nativeId,
      secret: () => `session-${++secrets}`,
      code: () => '482913',
    }
    const { app, clock } = town
    this.app = consoleRoutes({
      app,
      clock,
      ids,
      health: async () => options.health ?? [{ name: 'stage', account: 'bot', health: 'ok' }],
      codes: async () => options.codes ?? [],
      secure: options.secure ?? false,
    })
  }

  get(path: string): Promise<Response> {
    return Promise.resolve(this.app.request(path, { headers: { cookie: this.cookie } }))
  }

  async text(path: string): Promise<string> {
    return (await this.get(path)).text()
  }

  async post(
    path: string,
    fields: Record<string, string> = {},
    headers: Record<string, string> = {},
  ): Promise<Response> {
    const response = await this.app.request(path, {
      method: 'POST',
      body: new URLSearchParams(fields).toString(),
      headers: {
        cookie: this.cookie,
        host: 'localhost',
        origin: ORIGIN,
        'content-type': 'application/x-www-form-urlencoded',
        ...headers,
      },
    })
    const [cookie] = (response.headers.get('set-cookie') ?? '').split(';')
    if (cookie) this.cookie = cookie
    return response
  }

  /** Opens a link made for somebody. */
  async signIn(communityId = 'c1', memberId: string | null = 's1'): Promise<Response> {
    const secret = `link-${communityId}-${++secrets}`
    await this.#town.query(() => makeLink({ communityId, memberId, role: 'staff' }, secret, this.#town.clock.now()))
    return this.post('/login', { t: secret })
  }
}

/** The rows of a table page: what stands in each cell, without markup. */
export const rowsOf = (page: string): string[][] =>
  [...(page.split('<tbody>')[1] ?? '').matchAll(/<tr>(.*?)<\/tr>/gs)].map(([, row]) =>
    [...(row ?? '').matchAll(/<td[^>]*>(.*?)<\/td>/gs)].map(([, cell]) => (cell ?? '').replace(/<[^>]*>/g, '').trim()),
  )
