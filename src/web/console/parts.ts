import type { App } from '../../app/app.ts'
import type { Clock, Ids } from '../../app/ports.ts'
import type { AdapterHealth, LoginCode } from './health.ts'

/** What the console needs from outside. */
export interface ConsoleParts {
  readonly app: App
  readonly clock: Clock
  readonly ids: Ids
  readonly health: () => Promise<readonly AdapterHealth[]>
  /** Codes that somebody must scan with the phone before an account can be used, as pictures (SVG). */
  readonly codes: () => Promise<readonly LoginCode[]>
  /** The console is reached over https: its cookie then travels nowhere else. */
  readonly secure: boolean
}
