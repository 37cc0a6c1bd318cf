import { mkdirSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { Adapter } from './chat/adapter.ts'
import { mistakesOf } from './chat/mistake.ts'
import type { Around, Finding, Log, Platform, Seen, Time } from './chat/platform.ts'
import { Secret } from './chat/secret.ts'
import type { ConfigProblem } from './config.ts'

type Platforms = Readonly<Record<string, () => Promise<{ readonly platform: Platform }>>>

/** Every platform there is, by name. Loaded only where it is configured: some bring a large library. */
export const PLATFORMS: Platforms = {
  dingtalk: () => import('./adapters/dingtalk/index.ts'),
  email: () => import('./adapters/email/index.ts'),
  feishu: () => import('./adapters/feishu/index.ts'),
  onebot: () => import('./adapters/onebot/index.ts'),
  qq: () => import('./adapters/qq/index.ts'),
  robot: () => import('./adapters/robot/index.ts'),
  wechat: () => import('./adapters/wechat/index.ts'),
  wecom: () => import('./adapters/wecom/index.ts'),
  xmpp: () => import('./adapters/xmpp/index.ts'),
}

/** One account on one platform. */
export interface Account {
  readonly platform: Platform
  readonly account: string
  readonly create: (around: Outside) => Adapter
  readonly check: (around: Outside) => Promise<readonly Finding[]>
}

/** What all accounts share of the world outside. */
export interface Outside {
  readonly time: Time
  readonly log: Log
  /** Beginning of the names of the files that accounts keep: `data/wugong.db`. */
  readonly files: string
  readonly seen: (account: { readonly platform: string; readonly account: string }) => Seen
  readonly showQr: (account: { readonly platform: string; readonly account: string }, text: string | null) => void
}

/** The name of an account where the file gives none. */
export const ONLY_ACCOUNT = 'bot'

const fileShape = z.strictObject({ accounts: z.array(z.unknown()) })

const accountShape = z.strictObject({
  /** The platform's name, such as "feishu". */
  platform: z.string(),
  /** Our own name for the account, needed where there are two on one platform. Never change it later. */
  account: z
    .string()
    .regex(/^[a-z0-9-]{1,32}$/, '只能用小写字母、数字和 -')
    .default(ONLY_ACCOUNT),
  /** What the platform needs: see its section in the README. */
  settings: z.unknown().default({}),
})

/** What can be read of an account in which something is wrong, so that its other mistakes are told with it. */
const roughShape = z.object({
  platform: z.string().catch(''),
  account: z.string().catch(ONLY_ACCOUNT).default(ONLY_ACCOUNT),
  settings: z.unknown().default({}),
})

const EXAMPLE = { platform: 'feishu', account: 'feishu-2', settings: {} }

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the file that lists the accounts. All its mistakes are told at once, each with its place. */
export const readAccounts = async (
  path: string,
  environment: Environment,
  platforms: Platforms = PLATFORMS,
): Promise<readonly Account[] | { readonly problems: readonly ConfigProblem[] }> => {
  const problem = (place: string, zh: string, en: string): ConfigProblem => ({
    name: ['WUGONG_PLATFORMS', path, place].filter((part) => part !== '').join(' '),
    ...{ zh, en },
  })
  const json = jsonOf(path)
  if ('zh' in json) return { problems: [problem('', json.zh, json.en)] }
  const file = fileShape.safeParse(json.value)
  if (!file.success)
    return {
      problems: mistakesOf(file.error, json.value, { accounts: [EXAMPLE] }).map(({ path: at, zh, en }) =>
        problem(at, zh, en),
      ),
    }
  const accounts: Account[] = []
  const problems: ConfigProblem[] = []
  const seen = new Set<string>()
  for (const [i, value] of file.data.accounts.entries()) {
    const entry = accountShape.safeParse(value)
    const rough = entry.success ? entry : roughShape.safeParse(value)
    const { platform: name = '', account = ONLY_ACCOUNT, settings = {} } = rough.data ?? {}
    const place = name === '' ? `accounts.${i}` : `accounts.${i}（${name} ${account}）`
    const wrong = (where: string, zh: string, en: string) => {
      problems.push(problem([place, where].filter((part) => part !== '').join('.'), zh, en))
    }
    if (!entry.success) for (const { path: at, zh, en } of mistakesOf(entry.error, value, EXAMPLE)) wrong(at, zh, en)
    if (name === '') continue
    const load = Object.hasOwn(platforms, name) ? platforms[name] : undefined
    if (!load) {
      const known = Object.keys(platforms).join(' ')
      wrong(
        'platform',
        `没有“${name}”这个平台。可用的有：${known}`,
        `there is no platform "${name}". There are: ${known}`,
      )
      continue
    }
    if (seen.has(`${name} ${account}`))
      wrong(
        'account',
        `${name} 有两个账号都叫“${account}”，请各起一个名字`,
        `two accounts on ${name} are called "${account}": give each a name`,
      )
    seen.add(`${name} ${account}`)
    const { platform } = await load()
    const read = platform.read(
      resolved(settings, environment, (variable, at) => {
        const where = ['settings', at].join('.')
        if (NAME.test(variable))
          wrong(where, `环境变量 ${variable} 没有设置`, `the environment variable ${variable} is not set`)
        else
          wrong(
            where,
            'env 后面写变量名，如 WUGONG_KEY，值放进环境变量',
            'env takes a name, such as WUGONG_KEY, not the value',
          )
      }),
    )
    if ('problems' in read) for (const { path: at, zh, en } of read.problems) wrong(`settings.${at}`, zh, en)
    else {
      const around = (outside: Outside) => aroundOf(name, account, outside)
      accounts.push({
        platform,
        account,
        create: (outside) => read.create(around(outside)),
        check: (outside) => read.check(around(outside)),
      })
    }
  }
  return problems.length > 0 ? { problems } : accounts
}

const aroundOf = (platform: string, account: string, { time, log, files, seen, showQr }: Outside): Around => ({
  account,
  time,
  log,
  random: Math.random,
  seen: seen({ platform, account }),
  file: (suffix) => {
    // On PostgreSQL nothing else has made it.
    mkdirSync(dirname(files), { recursive: true })
    return `${files}.${platform}-${account}.${suffix}`
  },
  showQr: (text) => showQr({ platform, account }, text),
})

const jsonOf = (path: string): { readonly value: unknown } | { readonly zh: string; readonly en: string } => {
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch {
    return { zh: '打不开这个文件，请检查路径和权限', en: 'this file cannot be opened: check its path and rights' }
  }
  try {
    return { value: JSON.parse(text) }
  } catch (error) {
    // The rest of what it says repeats what stands in the file, which may be a secret that belongs elsewhere.
    const [, at] = /at position (\d+)/.exec(error instanceof Error ? error.message : '') ?? []
    const line = at === undefined ? null : text.slice(0, Number(at)).split('\n').length
    return line === null
      ? { zh: '不是合格的 JSON：少了逗号、引号或括号', en: 'this is no JSON' }
      : { zh: `不是合格的 JSON：第${line}行前后少了逗号、引号或括号`, en: `this is no JSON, at line ${line}` }
  }
}

/** What else stands there may be the secret itself, which is not to be repeated. */
const NAME = /^[A-Z][A-Z0-9_]*$/

const reference = z.strictObject({ env: z.string().min(1) })

/** Puts a `Secret` in the place of every `{ "env": "NAME" }`. */
const resolved = (
  value: unknown,
  environment: Environment,
  missing: (variable: string, at: string) => void,
  at: readonly string[] = [],
): unknown => {
  const named = reference.safeParse(value)
  if (named.success) {
    const found = environment[named.data.env]
    if (!found) missing(named.data.env, at.join('.'))
    return new Secret(found ?? '')
  }
  if (Array.isArray(value)) return value.map((item, i) => resolved(item, environment, missing, [...at, String(i)]))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, resolved(item, environment, missing, [...at, key])]),
  )
}
