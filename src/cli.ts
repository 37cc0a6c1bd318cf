#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { traceOf } from './app/error-code.ts'
import { fileProblemText, Refusal } from './cli/problem.ts'
import { type Config, type ConfigProblem, databaseOf, readConfig, readEverything } from './config.ts'
import { storeProblemText } from './phrases/store.ts'
import { unreadableRowText } from './phrases/trail.ts'
import { StoreError, UnreadableRow } from './store/error.ts'

const DEFAULT_DATABASE = 'data/wugong.db'

const USAGE = `用法：npm run --silent wugong -- <命令>

  start                     启动，前台运行；Ctrl+C 停下。--role all|gateway|worker|web 只做其中一部分（PostgreSQL）
  link                      给工作人员一个后台登录地址，只能用一次
  code [姓名]               给工作人员一个六位验证码，让他私下对机器人说“/验证 六位数”；换了号的写上姓名
  replay FILE               在虚拟时钟上跑一段对话（JSON Lines）
  import households FILE    导入住户名册（.csv .xlsx），--community 社区名；改动要加 --apply，另建一个社区要加 --new
  triage evaluate FILE      用一张带类别的表考一考分类（--test 另一张；--text 列,列 --label 列；--format json）
  triage train FILE         拿一张带类别的表教会一个社区怎么分类，--community 社区名
  jielong FILE              读一段接龙（文本），给出标题和每一条（JSON）；不是接龙给 null
  export TABLE              导出一张表，--format json|csv|xlsx
  check                     看看设置、数据库、时区和平台哪里不对
  plan                      日报几点发：每个账号多少社区、每分钟能发几条、分批到几点
  backup FILE               备份数据库，运行时也可以
  restore FILE              用备份恢复，先停下五共
  move --from A --to B      整个抄到另一个空数据库（SQLite、PostgreSQL 都行），逐表核对；--community 社区名 只搬走一个
  verify-log                核对事件记录和票：有没有被改过、少了或多了
  remove-demo               一步清掉演示数据
  help                      就是这一页

  --db FILE                 用哪个数据库（默认 ${DEFAULT_DATABASE} 或 DATABASE_URL；DATABASE_URL 也可以是 postgres://…）
`

const HINT = '全部用法：npm run --silent wugong -- help'

const OPTIONS = {
  db: { type: 'string' },
  format: { type: 'string' },
  test: { type: 'string' },
  text: { type: 'string' },
  label: { type: 'string' },
  community: { type: 'string' },
  timezone: { type: 'string', default: 'Asia/Shanghai' },
  role: { type: 'string', default: 'all' },
  from: { type: 'string' },
  to: { type: 'string' },
  apply: { type: 'boolean', default: false },
  new: { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
} as const

/** Commands that take one word at most; `import` and `triage` take two, the others none. */
const WITH_ONE_WORD: ReadonlySet<string> = new Set(['replay', 'jielong', 'export', 'backup', 'restore', 'code'])

const parse = (argv: string[]) => {
  try {
    return parseArgs({ args: argv, options: OPTIONS, allowPositionals: true })
  } catch (error) {
    const [, option] = /'(-[^' ]+)/.exec(error instanceof Error ? error.message : '') ?? []
    const unknown = error instanceof Error && 'code' in error && error.code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION'
    throw new Refusal(`${option ?? '选项'} ${unknown ? '这个选项不认识' : '后面写得不对'}。${HINT}`, true)
  }
}

/** What was read, or a refusal that names every mistake. */
const inOrder = <R extends Config>(read: R | { readonly problems: readonly ConfigProblem[] }): R => {
  if (!('problems' in read)) return read
  throw new Refusal(read.problems.map(({ name, zh, en }) => `设置 ${name}：${zh}\n  ${en}`).join('\n'))
}

const config = (): Config => inOrder<Config>(readConfig())

const main = async (argv: string[]): Promise<void> => {
  const { values, positionals } = parse(argv)
  const [command, first, second, ...rest] = positionals
  if (values.help || command === 'help') {
    process.stdout.write(USAGE)
    return
  }
  if (command === undefined) throw new Refusal(USAGE, true)
  const most = command === 'import' || command === 'triage' ? 2 : WITH_ONE_WORD.has(command) ? 1 : 0
  if ([first, second, ...rest].filter((word) => word !== undefined).length > most)
    throw new Refusal(`多写了东西。${HINT}`, true)
  const database = () => values.db ?? config().database ?? DEFAULT_DATABASE
  const named = (what: string, word: string | undefined): string => {
    if (word === undefined) throw new Refusal(`少写了${what}。${HINT}`, true)
    return word
  }
  switch (command) {
    case 'start': {
      const { isRole, ROLES } = await import('./roles.ts')
      const { role } = values
      if (!isRole(role)) throw new Refusal(`--role 只能是 ${Object.keys(ROLES).join('、')}。`, true)
      const { start } = await import('./main.ts')
      return start(inOrder(await readEverything()), database(), role)
    }
    case 'link':
    case 'code': {
      const { giveAccess } = await import('./cli/access.ts')
      return giveAccess(command, database(), config(), { community: values.community, person: first })
    }
    case 'replay': {
      const { replayFile } = await import('./cli/replay.ts')
      return replayFile(named('文件', first), values.db, config().words)
    }
    case 'import': {
      if (first !== 'households') throw new Refusal('现在只能导入住户名册：import households FILE', true)
      const { importHouseholds } = await import('./cli/import.ts')
      return importHouseholds(database(), named('文件', second), { ...values, community: values.community })
    }
    case 'jielong': {
      const { printJielong } = await import('./cli/jielong.ts')
      return printJielong(named('文件', first))
    }
    case 'triage': {
      const { evaluateTable, trainOnTable } = await import('./cli/triage.ts')
      const columns = { text: values.text, label: values.label }
      if (first === 'evaluate')
        return evaluateTable(named('文件', second), { ...columns, test: values.test, format: values.format })
      if (first === 'train')
        return trainOnTable(database(), named('文件', second), { ...columns, community: values.community })
      throw new Refusal('triage 后面是 evaluate 或 train。', true)
    }
    case 'export': {
      const { exportTable } = await import('./cli/export.ts')
      return exportTable(database(), first, values.format ?? 'json')
    }
    case 'check': {
      const { check } = await import('./cli/check.ts')
      if (!(await check((read) => values.db ?? read?.database ?? DEFAULT_DATABASE))) process.exitCode = 1
      return
    }
    case 'plan': {
      const { showPlan } = await import('./cli/plan.ts')
      return showPlan(inOrder(await readEverything()), database())
    }
    case 'backup': {
      const { backup } = await import('./cli/backup.ts')
      return backup(database(), named('文件', first))
    }
    case 'restore': {
      const { restore } = await import('./cli/backup.ts')
      return restore(named('文件', first), database())
    }
    case 'move': {
      const { move } = await import('./cli/move.ts')
      return move(place(named(' --from', values.from)), place(named(' --to', values.to)), values.community)
    }
    case 'verify-log': {
      const { verify } = await import('./cli/verify-log.ts')
      return verify(database())
    }
    case 'remove-demo': {
      const { clearDemo } = await import('./cli/demo.ts')
      return clearDemo(database())
    }
    default:
      throw new Refusal(`没有“${command}”这个命令。${HINT}`, true)
  }
}

const place = (written: string): string => {
  const read = databaseOf(written)
  if (typeof read === 'string') return read
  throw new Refusal(read.zh, true)
}

/** One clear line for whoever typed the command; of a bug where it happened, for whoever mends it. */
const explain = (error: unknown): { text: string; code: number } => {
  if (error instanceof Refusal) return { text: error.message, code: error.usage ? 2 : 1 }
  if (error instanceof StoreError) return { text: storeProblemText(error.code), code: 1 }
  if (error instanceof UnreadableRow) return { text: unreadableRowText(error.table, error.key), code: 1 }
  const file = fileProblemText(error)
  if (file !== null) return { text: file, code: 1 }
  return { text: traceOf(error), code: 1 }
}

// What is made here (databases, backups, logins) has people's names in it: nobody else on this machine reads it.
process.umask(0o077)

// A reader that closes early (`| head`) is no error.
process.stdout.on('error', () => process.exit(0))

main(process.argv.slice(2)).catch((error: unknown) => {
  const { text, code } = explain(error)
  process.stderr.write(`${text.trimEnd()}\n`)
  process.exitCode = code
})
