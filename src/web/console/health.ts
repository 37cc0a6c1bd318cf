import { readFileSync } from 'node:fs'

/** How a chat platform is doing, and when it last could not be seen (instants in ms). */
export interface AdapterHealth {
  readonly name: string
  readonly account: string
  readonly health: 'ok' | 'degraded' | 'needs-login' | 'down'
  readonly lastGap?: { readonly from: number; readonly to: number }
}

/** A code that logs an account in, once somebody scans it with the phone. */
export interface LoginCode {
  readonly platform: string
  readonly account: string
  /** False where the platform does not allow what we do, and may block the account. */
  readonly official: boolean
  /** The picture, as an SVG document. */
  readonly svg: string
}

const PACKAGE = new URL('../../../package.json', import.meta.url)

/** The version of the running program, as its package says. */
export const version: string = (JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version: string }).version
