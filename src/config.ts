import { z } from 'zod'
import { mistakesOf } from './chat/mistake.ts'
import { isTimezone } from './core/kernel/calendar.ts'
import { type Account, readAccounts } from './platforms.ts'

const onOff = z.enum(['on', 'off'])

/** Every setting, each from the environment; nothing else reads it. */
const schema = z.strictObject({
  /** Port of the pages. */
  WUGONG_PORT: z.coerce.number().int().min(0).max(65_535).default(8080),
  /** Address the pages listen on. */
  WUGONG_HOST: z.string().min(1).default('127.0.0.1'),
  /** How staff reach the console from outside, when it stands behind a proxy: https://wugong.example.cn */
  WUGONG_URL: z.url().optional(),
  /** A JSON file that lists the accounts on chat platforms: `platforms.ts` reads it. */
  WUGONG_PLATFORMS: z.string().min(1).optional(),
  /** `auto`: on until a real platform, or a way in from outside, is configured: it has no login. */
  WUGONG_SIMULATOR: z.enum(['auto', 'on', 'off']).default('auto'),
  /** Whether the first start makes a small demonstration community. */
  WUGONG_DEMO: onOff.default('on'),
  /** Time zone of the demonstration community, and what `check` compares with. */
  WUGONG_TIMEZONE: z.string().refine(isTimezone, '没有这个时区').default('Asia/Shanghai'),
  /**
   * Seconds a gateway may be silent before another takes its account over, where several run. Shorter takes over sooner
   * and forgives less.
   */
  WUGONG_LEASE: z.coerce.number().min(1).max(24).default(20),
  /** A list of local words beside the built-in ones: a word, a tab, what it stands for. */
  WUGONG_WORDS: z.string().min(1).optional(),
  /** Minutes after 18:00 within which all digests begin, where an account has more than its rate allows at once. */
  WUGONG_DIGEST_WINDOW: z.coerce.number().int().min(0).max(300).default(60),
  WUGONG_LOG: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('warn'),
})

export interface Config {
  readonly port: number
  readonly host: string
  readonly url: string | null
  readonly simulator: boolean
  readonly demo: boolean
  readonly timezone: string
  readonly log: string
  /** ms. */
  readonly lease: number
  /** Minutes. */
  readonly digestWindow: number
  /** A file of local words. */
  readonly words: string | null
  /** From DATABASE_URL: a file, or the address of a PostgreSQL server. Null: the default file. */
  readonly database: string | null
}

export interface ConfigProblem {
  readonly name: string
  /** What is wrong, and what to write. */
  readonly zh: string
  readonly en: string
}

const LOOPBACK: ReadonlySet<string> = new Set(['127.0.0.1', '::1', '[::1]', 'localhost'])

const isLocal = (url: string | undefined): boolean => url === undefined || LOOPBACK.has(new URL(url).hostname)

const EVERYBODY: ConfigProblem = {
  name: 'WUGONG_SIMULATOR',
  zh: '模拟群聊不用登录，谁都能当工作人员说话，只能在本机用。请去掉 WUGONG_HOST 和 WUGONG_URL，或者不写 WUGONG_SIMULATOR',
  en: 'the simulator has no login and is for this machine only: remove WUGONG_HOST and WUGONG_URL, or WUGONG_SIMULATOR',
}

/** Reads the environment. A setting that is wrong or misspelt refuses the whole start, each named with what to do. */
export const readConfig = (environment: NodeJS.ProcessEnv = process.env): Config | { problems: ConfigProblem[] } => {
  const ours = Object.fromEntries(
    Object.entries(environment).filter(([name, value]) => name.startsWith('WUGONG_') && value !== ''),
  )
  const read = schema.safeParse(ours)
  const problems = read.success ? [] : problemsOf(read.error, ours)
  const database = environment.DATABASE_URL ? databaseOf(environment.DATABASE_URL) : null
  if (database !== null && typeof database !== 'string') problems.push(database)
  if (!read.success || problems.length > 0) return { problems }
  const { data } = read
  const isOutside = !LOOPBACK.has(data.WUGONG_HOST) || !isLocal(data.WUGONG_URL)
  if (isOutside && data.WUGONG_SIMULATOR === 'on') return { problems: [EVERYBODY] }
  return {
    port: data.WUGONG_PORT,
    host: data.WUGONG_HOST,
    url: data.WUGONG_URL?.replace(/\/+$/, '') ?? null,
    simulator: wantsSimulator(data.WUGONG_SIMULATOR, data.WUGONG_PLATFORMS) && !isOutside,
    demo: data.WUGONG_DEMO === 'on',
    timezone: data.WUGONG_TIMEZONE,
    log: data.WUGONG_LOG,
    digestWindow: data.WUGONG_DIGEST_WINDOW,
    lease: data.WUGONG_LEASE * 1_000,
    words: data.WUGONG_WORDS ?? null,
    database: typeof database === 'string' ? database : null,
  }
}

/** The settings, and the accounts that the file of WUGONG_PLATFORMS lists; or every mistake in both at once. */
export const readEverything = async (
  environment: NodeJS.ProcessEnv = process.env,
): Promise<(Config & { readonly accounts: readonly Account[] }) | { readonly problems: readonly ConfigProblem[] }> => {
  const config = readConfig(environment)
  const accounts = environment.WUGONG_PLATFORMS ? await readAccounts(environment.WUGONG_PLATFORMS, environment) : []
  if ('problems' in config || 'problems' in accounts)
    return { problems: [config, accounts].flatMap((part) => ('problems' in part ? part.problems : [])) }
  return { ...config, accounts }
}

const wantsSimulator = (wish: 'auto' | 'on' | 'off', platforms: string | undefined): boolean =>
  wish === 'auto' ? platforms === undefined : wish === 'on'

/** A database as a user writes it: a file, perhaps with sqlite: or file: before it, or postgres://… */
export const databaseOf = (url: string): string | ConfigProblem => {
  if (/^postgres(ql)?:/.test(url))
    return URL.canParse(url)
      ? url
      : {
          name: 'DATABASE_URL',
          zh: '地址写得不对，例如 postgres://用户:密码@主机:5432/wugong',
          en: 'no address; for example postgres://user:password@host:5432/wugong',
        }
  if (/^(mysql|mongodb|http|https):/.test(url))
    return {
      name: 'DATABASE_URL',
      zh: '只支持 SQLite 文件和 PostgreSQL，例如 file:data/wugong.db 或 postgres://用户:密码@主机:5432/wugong',
      en: 'only SQLite files and PostgreSQL; for example file:data/wugong.db or postgres://user:password@host:5432/wugong',
    }
  return url.replace(/^(file|sqlite):(\/\/(?=\/))?/, '')
}

const problemsOf = (error: z.ZodError, value: unknown): ConfigProblem[] =>
  mistakesOf(error, value).map(({ path: name, zh, en }) => {
    if (Object.hasOwn(schema.shape, name)) return { name, zh, en }
    const known = Object.keys(schema.shape).join(' ')
    return { name, zh: `${zh}。可用的有：${known}`, en: `${en}. There are: ${known}` }
  })
