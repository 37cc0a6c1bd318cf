// One account by itself in a process: `adapter.mjs FILE FOLDER [PORT]`. Prints ms until it is ready and MB it added.
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { WeChat } from '../../dist/adapters/wechat/adapter.js'
import { forkChild } from '../../dist/adapters/wechat/fork.js'
import { systemTime } from '../../dist/clock.js'
import { UNSEEN } from '../../dist/chat/platform.js'
import { readAccounts } from '../../dist/platforms.js'

const [file, folder, port] = process.argv.slice(2)
const nothing = async () => {}
const log = { info() {}, warn() {}, error() {} }
const outside = { time: systemTime, log, files: `${folder}/account`, seen: () => UNSEEN, showQr() {} }
const here = (name) => fileURLToPath(new URL(name, import.meta.url))

/** WeChat's own process is told where the loopback server is; every other account says so in its settings. */
const weChat = () => {
  const around = {
    account: 'bot',
    ...outside,
    seen: UNSEEN,
    random: Math.random,
    file: (suffix) => `${folder}/wechat.${suffix}`,
  }
  const child = {
    file: here('../../dist/adapters/wechat/child.js'),
    node: ['--import', here('../adapters/wechat/route.mjs')],
    env: { WEB_WECHAT_PORT: port },
  }
  return new WeChat(around, () => forkChild(around.file('session'), child))
}

const configured = async () => {
  const accounts = await readAccounts(file, process.env)
  if ('problems' in accounts) throw new Error(JSON.stringify(accounts.problems))
  return accounts[0].create(outside)
}

/** Of this process and of those it has started, in MB. */
const resident = (pid) => {
  const own = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / 1024
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim()
  return children.split(' ').reduce((sum, child) => (child === '' ? sum : sum + resident(child)), own)
}

const before = resident(process.pid)
const began = performance.now()
const adapter = port === undefined ? await configured() : weChat()
await adapter.start({ receive: nothing, gap: nothing, unknown: nothing })
while (adapter.health() !== 'ok') await new Promise((resolve) => setTimeout(resolve, 2))
const ms = performance.now() - began
await new Promise((resolve) => setTimeout(resolve, 1_000))
process.stdout.write(JSON.stringify({ ms, memory: resident(process.pid) - before }))
await adapter.stop({ keepSession: true })
process.exit(0)
