import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Refusal } from '../../src/cli/problem.ts'
import { readExamples } from '../../src/cli/triage.ts'
import { openLexicon } from '../../src/lexicon.ts'
import { PLATFORMS, readAccounts } from '../../src/platforms.ts'
import { parts, zip } from '../tabular/zip.ts'
import type { turned } from './mutate.ts'
import type { Target } from './targets.ts'

type Json = Parameters<typeof turned>[0][number]

const utf8 = (text: string) => new TextEncoder().encode(text)
const cell = (place: string, text: string) => `<c r="${place}" t="inlineStr"><is><t>${text}</t></is></c>`

/** Files that are named at the command line or in the settings. */
export const fileTargets = (): { targets: Target[]; close: () => void } => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-fuzz-'))
  const file = join(folder, 'file')
  const reading = (read: (path: string) => unknown) => async (input: Uint8Array) => {
    writeFileSync(file, input)
    try {
      await read(file)
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
    }
  }
  const accounts = Object.keys(PLATFORMS).map((platform, n) => ({ platform, account: `a${n}`, settings: { way: 'x' } }))
  const onebot = { platform: 'onebot', settings: { way: 'forward', url: 'ws://127.0.0.1:1', token: { env: 'T' } } }
  const webhook = { port: 0, encryptKey: { env: 'T' }, verificationToken: { env: 'T' } }
  const app = { appId: 'cli_0123456789abcdef', appSecret: { env: 'T' }, webhook }
  const files: Json[] = [{ accounts }, { accounts: [onebot, { platform: 'feishu', settings: app }] }]
  const table = parts(
    `<row r="1">${cell('A1', '内容')}${cell('B1', '类别')}</row><row r="2">${cell('A2', '灯不亮')}${cell('B2', '路灯')}</row>`,
  )
  const targets: Target[] = [
    {
      name: 'a table to learn categories from',
      seeds: [utf8('内容,类别\n灯不亮,路灯\n"车,库\n积水",排水\n'), zip(table)],
      read: reading((path) => readExamples(path, { text: undefined, label: undefined })),
    },
    {
      name: 'a list of local words',
      seeds: [utf8('# 说法\n要得\t可以\n阔以\t可以\t问\n')],
      read: reading(openLexicon),
    },
    {
      name: 'a list of accounts',
      json: files,
      seeds: files.map((one) => utf8(JSON.stringify(one))),
      read: reading((path) => readAccounts(path, { T: 'secret' })),
    },
  ]
  return { targets, close: () => rmSync(folder, { recursive: true }) }
}
