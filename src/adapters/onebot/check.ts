import type { WebSocket } from 'ws'
import { type Around, bad, type Finding, good } from '../../chat/platform.ts'
import { type Connector, connect } from './connect.ts'
import { Session } from './session.ts'
import type { Settings } from './settings.ts'
import { event, groupsData, loginData, statusData, versionData } from './types.ts'

/** How long the other side may take to be there (ms). */
const WAIT_MS = 8_000
/** Clocks that differ by more than this (ms) put messages on the wrong side of a close. */
const SKEW_MS = 60_000

const RISK = good(
  '提醒：OneBot 不是腾讯官方的接口，QQ 号可能被冻结。请用一个丢得起的号，别用居委会自己的号',
  'Note: OneBot is no official interface of Tencent and the account may be frozen. Use one that can be lost',
)

/** Makes one connection as the program would, asks who and where the bot is, and ends it. */
export const check = async (settings: Settings, around: Around): Promise<readonly Finding[]> => {
  let connector: Connector | null = null
  let cancel = () => {}
  try {
    const findings = await new Promise<readonly Finding[]>((found, failed) => {
      cancel = around.time.after(WAIT_MS, () => found([absent(settings)]))
      const serve = async (socket: WebSocket) => found(await questions(socket, around))
      const down = (why: string) => found([why === 'token' ? WRONG_TOKEN : absent(settings)])
      connect(settings, around, serve, down).then((made) => {
        connector = made
      }, failed)
    })
    return [RISK, ...findings]
  } catch {
    return [RISK, TAKEN]
  } finally {
    cancel()
    await stop(connector)
  }
}

const stop = async (connector: Connector | null): Promise<void> => connector?.stop()

const questions = async (socket: WebSocket, around: Around): Promise<readonly Finding[]> => {
  let skew = 0
  const session = new Session(socket, around.time, {
    event: (frame) => {
      const read = event.safeParse(frame)
      if (read.success && 'time' in read.data && read.data.post_type === 'meta_event')
        skew = Math.abs(read.data.time * 1000 - around.time.now())
    },
    online: () => {},
    alive: () => {},
  })
  const version = await session.ask(versionData, 'get_version_info')
  const status = await session.ask(statusData, 'get_status')
  const login = await session.ask(loginData, 'get_login_info')
  const groups = await session.ask(groupsData, 'get_group_list', { no_cache: true })
  const history = groups?.[0]
    ? await session.call('get_group_msg_history', { group_id: Number(groups[0].group_id), count: 1 })
    : null
  session.end()
  const product = `${version?.app_name ?? 'OneBot'} ${version?.app_version ?? ''}`.trim()
  return [
    good(`连上了 ${product}`, `Connected to ${product}`),
    status && status.online !== false && login
      ? good(`QQ 已登录：${login.nickname ?? ''}（${login.user_id}）`, `QQ is logged in as ${login.user_id}`)
      : bad(
          'QQ 没有登录或者被踢下线。请打开 OneBot 程序的页面重新扫码',
          'QQ is not logged in or was thrown out. Open the page of the OneBot program and scan the code again',
        ),
    groups === null
      ? bad('问不到群的名单，QQ 可能已经掉线', 'The list of groups cannot be had; QQ may be offline')
      : groups.length === 0
        ? bad(
            '还没有进任何群。请用群主的手机把这个 QQ 拉进群',
            'In no group yet. Let the owner of the group invite this account',
          )
        : good(`在 ${groups.length} 个群里`, `In ${groups.length} groups`),
    ...(groups?.length
      ? [
          history?.status === 'ok'
            ? good('断线期间的消息能补回来', 'What is missed while offline can be had')
            : good(
                '断线期间的消息补不回来，日报里会写明',
                'What is missed while offline cannot be had; the digest will say so',
              ),
        ]
      : []),
    ...(skew > SKEW_MS
      ? [
          bad(
            `两边的钟差了${Math.round(skew / 1000)}秒，请校准`,
            `The clocks differ by ${Math.round(skew / 1000)} s; set them right`,
          ),
        ]
      : []),
  ]
}

const WRONG_TOKEN = bad(
  'access token 不对。请把 OneBot 程序里填的和这里的改成一样',
  'The access token is wrong. Make it the same in the OneBot program and here',
)
const TAKEN = bad(
  '这个端口或地址用不了：可能五共正开着，或者别的程序占着。停下五共再试，或换一个端口',
  'This port or address cannot be used: 五共 may be running, or another program has it. Stop it, or take another port',
)

const absent = (settings: Settings): Finding =>
  settings.way === 'forward'
    ? bad(
        `${settings.url} 连不上。1 打开 NapCat 等 OneBot 程序并登录 QQ；2 在它的“网络配置”里新建“WebSocket 服务器”，填上端口和 token；3 再试一次`,
        `${settings.url} cannot be reached. 1 Start NapCat or another OneBot program and log in to QQ. 2 In its network settings add a WebSocket server with port and token. 3 Try again`,
      )
    : bad(
        `没有 OneBot 程序来连。1 打开它并登录 QQ；2 在它的“网络配置”里新建“WebSocket 客户端”，地址写 ws://${settings.host}:${settings.port}/onebot，填上 token；3 再试一次`,
        `No OneBot program has called. 1 Start it and log in to QQ. 2 In its network settings add a WebSocket client to ws://${settings.host}:${settings.port}/onebot with the token. 3 Try again`,
      )
