import { accessSync, constants, existsSync, statfsSync } from 'node:fs'
import { gatewayHealth, isInUse, workersAlive } from '../app/lease.ts'
import { list } from '../app/operations.ts'
import type { Store } from '../app/ports.ts'
import { accountsOf, backlogOf } from '../app/standstill.ts'
import { SILENT, UNSEEN } from '../chat/platform.ts'
import { programTime, systemTime } from '../clock.ts'
import { MINUTE } from '../core/kernel/calendar.ts'
import { type Config, type ConfigProblem, readConfig, readEverything } from '../config.ts'
import { filesOf } from '../files.ts'
import { openLexicon } from '../lexicon.ts'
import { storeProblemText } from '../phrases/store.ts'
import type { Account, Outside } from '../platforms.ts'
import { Scans } from '../scans.ts'
import { StoreError } from '../store/error.ts'
import { examine } from '../store/file.ts'
import { folderAbove } from '../store/folder.ts'
import { isPostgres, openStore, withStore } from '../store/open.ts'
import { isFolder } from '../store/sqlite.ts'
import { Refusal } from './problem.ts'

interface Finding {
  readonly ok: boolean
  readonly text: string
}

const good = (text: string): Finding => ({ ok: true, text })
const bad = (text: string): Finding => ({ ok: false, text })
/** Less room than this and a busy week may fill the disk. */
const LOW_SPACE = 200 * 1024 * 1024

/** Looks at settings, database, time zone and platforms; says in plain words what is wrong and what to do. */
export const check = async (fileOf: (config: Config | null) => string): Promise<boolean> => {
  const settings = readConfig()
  const everything = await readEverything()
  const usable = 'problems' in settings ? null : settings
  const wrong = [
    ...('problems' in everything ? everything.problems.map(settingProblem) : []),
    ...checkWords(usable?.words ?? null),
  ]
  const findings = wrong.length > 0 ? wrong : [good('设置：都认得')]
  const accounts = 'problems' in everything ? [] : everything.accounts
  const file = fileOf(usable)
  findings.push(...(isPostgres(file) ? await checkServer(file) : [...(await checkDatabase(file)), ...checkDisk(file)]))
  if (usable)
    findings.push(
      good(
        `时区：${usable.timezone}，现在是 ${new Date().toLocaleString('zh-CN', { timeZone: usable.timezone })}。不对的话改 WUGONG_TIMEZONE 或校准本机时间`,
      ),
      ...(usable.simulator ? [good('平台：模拟群聊（只在本机）')] : []),
      ...(usable.simulator || accounts.length > 0 || 'problems' in everything ? [] : [NO_PLATFORM]),
    )
  for (const account of accounts) findings.push(...(await checkAccount(account, filesOf(file))))
  for (const { ok, text } of findings) process.stdout.write(`${ok ? '✔' : '✘'} ${text}\n`)
  return findings.every(({ ok }) => ok)
}

const NO_PLATFORM = bad(
  '平台：一个都没有打开。用 WUGONG_PLATFORMS 指到平台设置文件，或把 WUGONG_SIMULATOR 设成 on 先用模拟群聊',
)

/** Tries one account; each finding says in Chinese and in English what a person must do. */
const checkAccount = async ({ platform, account, check }: Account, files: string): Promise<Finding[]> => {
  const scans = new Scans((text) => process.stdout.write(text))
  const showQr: Outside['showQr'] = (which, text) => scans.show(which, text)
  const found = await check({ time: systemTime, log: SILENT, files, seen: () => UNSEEN, showQr })
  return found.map(({ ok, zh, en }) => ({ ok, text: `${platform.title.zh} ${account}：${zh}\n  ${en}` }))
}

const settingProblem = ({ name, zh, en }: ConfigProblem): Finding => bad(`设置 ${name}：${zh}\n  ${en}`)

const checkWords = (file: string | null): Finding[] => {
  try {
    openLexicon(file)
    return []
  } catch (error) {
    if (error instanceof Refusal) return [bad(error.message)]
    throw error
  }
}

const checkDatabase = async (file: string): Promise<Finding[]> => {
  if (!existsSync(file)) return [good(`数据库：${file} 还没有，第一次 start 会建好`)]
  if (isFolder(file)) return [bad(`数据库：${storeProblemText('store.folder')}`)]
  const state = examine(file)
  if (state === 'newer') return [bad(`数据库：${storeProblemText('store.newer')}`)]
  if (state !== 'ok')
    return [bad(`数据库：${storeProblemText(state === 'foreign' ? 'store.not-a-database' : 'store.corrupt')}`)]
  return await opened(file, `${file} 完好，写入方式可靠（WAL，每次提交落盘）`)
}

/** The address is not repeated: it has the password in it. */
const checkServer = (url: string): Promise<Finding[]> =>
  opened(url, `PostgreSQL（${new URL(url).hostname}）连上了，写入方式可靠（每次提交落盘）`)

const opened = async (database: string, sound: string): Promise<Finding[]> => {
  try {
    const communities = await communitiesIn(database)
    return [good(`数据库：${sound}`), ...communities]
  } catch (error) {
    if (error instanceof StoreError && error.code === 'store.empty')
      return [good(`数据库：${sound}；还是空的，第一次 start 会建好`)]
    if (error instanceof StoreError) return [bad(`数据库：${storeProblemText(error.code)}`)]
    throw error
  }
}

const communitiesIn = async (database: string): Promise<Finding[]> => {
  return await withStore(openStore(database), async (store) => {
    const communities = await store.transact(() => list('communities'))
    return [
      ...communities.map(({ name, timezone }) => good(`社区：${name}，时区 ${timezone}`)),
      ...(await standstill(store)),
    ]
  })
}

/** Who is missing where several processes share the work, and what waits because of it. */
const standstill = async (store: Store): Promise<Finding[]> => {
  const now = await store.transact(() => programTime(Date.now()))
  const backlog = await store.transact(() => backlogOf(null, now))
  const waiting = backlog
    ? [
        bad(
          `处理：有${backlog.messages}条消息没人处理，最早的等了${Math.floor((now - backlog.since) / MINUTE)}分钟。请看看五共在不在跑（分开跑的，看 --role worker）`,
        ),
      ]
    : []
  const at = await store.time()
  // Where nothing runs at all, nothing of it is missing.
  if (!store.shared || !(await store.transact(() => isInUse(at)))) return waiting
  const workers = await store.transact(() => workersAlive(at))
  const gateways = await store.transact(() => gatewayHealth(at))
  const isHeard = (account: { readonly adapter: string; readonly account: string }) =>
    gateways.some((one) => one.name === account.adapter && one.account === account.account && one.health !== 'down')
  const accounts = (await store.transact(() => accountsOf(null))).filter((account) => !isHeard(account))
  return [
    ...waiting,
    ...(workers.length > 0 ? [] : [bad('处理：没有 worker 在跑，消息都等着。请 start --role worker')]),
    ...accounts.map(({ adapter, account }) =>
      bad(`平台：${adapter}:${account} 的群没有网关在收发，或者它连不上平台。请看 --role gateway 和它的日志`),
    ),
  ]
}

const checkDisk = (file: string): Finding[] => {
  const folder = folderAbove(file)
  try {
    accessSync(folder, constants.W_OK)
  } catch {
    return [bad(`磁盘：${folder} 不能写。请改文件夹的权限，或用 --db 换一个地方`)]
  }
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const room = `还有 ${Math.floor(free / 1024 / 1024)} MB`
  return [free < LOW_SPACE ? bad(`磁盘：快满了，${room}。请腾出空间`) : good(`磁盘：${room}`)]
}
