import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { Simulator } from '../../src/adapters/simulator/index.ts'
import { type Adapter, type Capabilities, capabilities } from '../../src/chat/adapter.ts'
import { PLATFORMS, readAccounts } from '../../src/platforms.ts'
import { TestTime, testAround } from '../support/around.ts'

/**
 * What the README says of the code is printed from the code. After a change: `WUGONG_WRITE=1 npx vitest run test/readme`.
 */
const README = 'README.md'
const folder = mkdtempSync(join(tmpdir(), 'wugong-readme-'))
const around = testAround()
afterAll(async () => {
  rmSync(folder, { recursive: true })
  await around.remove()
})

/** Every platform, each with the settings its own section shows. */
const everyone = async (): Promise<{ title: string; adapter: Adapter }[]> => {
  const platforms = await Promise.all(Object.values(PLATFORMS).map((load) => load()))
  const accounts = platforms.map(({ platform }) => ({ platform: platform.name, settings: platform.example }))
  const file = join(folder, 'platforms.json')
  writeFileSync(file, JSON.stringify({ accounts }))
  const everySecret = new Proxy<Record<string, string>>({}, { get: () => 'c2VjcmV0LXNlY3JldC1zZWNyZXQ' })
  const read = await readAccounts(file, everySecret)
  if ('problems' in read) throw new Error(JSON.stringify(read.problems))
  const outside = {
    time: around.time,
    log: around.log,
    files: join(folder, 'db'),
    seen: () => around.seen,
    showQr: () => {},
  }
  return [
    { title: '模拟群聊', adapter: new Simulator({ clock: new TestTime() }) },
    ...read.map(({ platform, create }) => ({ title: platform.title.zh, adapter: create(outside) })),
  ]
}

const yes = (so: boolean): string => (so ? '✓' : '–')
const COLUMNS: Readonly<Record<string, (can: Capabilities) => string>> = {
  读群: ({ receive }) => ({ all: '全部', mention: '只有@它的', none: '–' })[receive],
  私聊: ({ direct }) => ({ any: '✓', friend: '好友', window: '限时', none: '–' })[direct],
  '@': ({ mentionIn }) => ({ id: '✓', name: '按名字', none: '–' })[mentionIn],
  引用: ({ quoteIn }) => ({ id: '✓', text: '只有文字', none: '–' })[quoteIn],
  引着回: ({ replyOut }) => yes(replyOut),
  按钮: ({ buttons }) => yes(buttons),
  改: ({ edit }) => yes(edit),
  撤回: ({ recall }) => yes(recall),
  '图 收/发': ({ media }) => `${yes(media.in)}/${yes(media.out)}`,
  谁走了: ({ comings }) => ({ all: '✓', self: '只说自己', none: '–' })[comings],
  名单: ({ members }) => yes(members),
  补漏: ({ history }) => yes(history),
  号码: ({ ids }) => ({ stable: '不变', session: '每次登录都换' })[ids],
  不重发: ({ idempotency }) => yes(idempotency.kind === 'key'),
  一条最长: ({ maxText: { n, unit } }) => `${n}${unit === 'byte' ? '字节' : '字'}`,
  官方: ({ official }) => (official ? '✓' : '非官方'),
}

const matrix = async (): Promise<string> => {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const names = Object.keys(COLUMNS)
  const rows = (await everyone()).map(({ title, adapter }) =>
    line([title, ...Object.values(COLUMNS).map((cell) => cell(capabilities(adapter)))]),
  )
  return [line(['', ...names]), line(['---', ...names.map(() => '---')]), ...rows].join('\n')
}

const adapterPage = async (): Promise<string> => {
  const source = readFileSync('test/readme/pigeon.ts', 'utf8').replaceAll('../../src/', '../../')
  return `\`\`\`ts\n${source.trimEnd()}\n\`\`\``
}

describe('the README', () => {
  test.each([
    ['platforms', matrix],
    ['adapter', adapterPage],
  ])('shows what the code says: %s', async (name, print) => {
    const [begin, end] = [`<!-- ${name}: printed by test/readme -->\n`, `\n<!-- /${name} -->`]
    const readme = readFileSync(README, 'utf8')
    const from = readme.indexOf(begin) + begin.length
    const to = readme.indexOf(end)
    expect(from).toBeGreaterThan(begin.length - 1)
    const now = await print()
    if (process.env.WUGONG_WRITE) writeFileSync(README, readme.slice(0, from) + now + readme.slice(to))
    else expect(readme.slice(from, to)).toBe(now)
  })
})
