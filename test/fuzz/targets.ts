import { decode as decodeWechat } from '../../src/adapters/wechat/decode.ts'
import { list } from '../../src/app/operations.ts'
import { readConfig } from '../../src/config.ts'
import { hundredths } from '../../src/core/kernel/quantity.ts'
import { homeFromText } from '../../src/core/people/home.ts'
import { readRegister } from '../../src/core/people/register.ts'
import { readJielong } from '../../src/language/jielong/read.ts'
import { BadLine, readLines } from '../../src/replay/lines.ts'
import { TableError } from '../../src/tabular/problem.ts'
import { readTable } from '../../src/tabular/read.ts'
import { openTown, type Town } from '../support/town.ts'
import { workbook } from '../tabular/zip.ts'
import type { turned } from './mutate.ts'
import { fileTargets } from './files.ts'
import { pageTargets } from './pages.ts'
import { onebotSocket, platformTargets, webhook } from './platforms.ts'

/** Something that reads what strangers write. It may refuse by its own errors only. */
export interface Target {
  readonly name: string
  /** Honest inputs that mutations start from. */
  readonly seeds: readonly Uint8Array[]
  /** The same as JSON, where it is: then its values are exchanged too. */
  readonly json?: Parameters<typeof turned>[0]
  read(input: Uint8Array): unknown
}

const utf8 = (text: string) => new TextEncoder().encode(text)
const textOf = (input: Uint8Array) => new TextDecoder().decode(input)

const TALK = [
  '建议：3栋门口装个扶手，最好在月底前，不然我家老人出门不方便',
  '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00\n范围：1栋、2栋',
  '/招工 清理车库\n地点：3栋地下\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元',
  '三栋二单元五零一 同意，但是噪音要解决',
  '#接龙\n周末大扫除\n例：3-2-501 张三 1人\n1. 3-2-501 张三 1人\n2. 3-2-502 李四 两人',
  '报名 上午',
  '代3-2-502投同意',
]

/** Everything that reads a stranger's input, with what it is fed. */
export const openTargets = async (): Promise<{ targets: Target[]; close: () => Promise<void> }> => {
  const town: Town = await openTown()
  await town.staff().says(TALK[1] ?? '')
  await town.staff().says(TALK[2] ?? '')
  let said = 0
  /** What throws in a handler is parked. */
  const unparked = async (input: unknown) => {
    if (!town.notes.splice(0).some(({ code }) => code === 'parked')) return
    const rows = await town.query(() => list('inbox', { outcome: 'parked' }))
    throw new Error(`parked: ${rows.at(-1)?.error} ${JSON.stringify(input).slice(0, 500)}`)
  }
  const refusing = (refusal: new (...args: never[]) => Error, read: (input: Uint8Array) => unknown) => {
    return async (input: Uint8Array) => {
      try {
        await read(input)
      } catch (error) {
        if (!(error instanceof refusal)) throw error
      }
    }
  }
  const hooks = await webhook()
  const socket = await onebotSocket()
  const files = fileTargets()
  const targets: Target[] = [
    ...platformTargets(async (inbound) => {
      await town.app.receive(inbound)
      await town.app.settled()
      await unparked(inbound)
    }),
    hooks.target,
    socket.target,
    ...(await pageTargets(town)),
    ...files.targets,
    {
      name: 'a resident’s and a staff member’s message, through the whole app',
      seeds: TALK.map(utf8),
      read: async (input) => {
        said += 1
        const text = textOf(input)
        await town.resident(`u${said % 50}`, `3-${said % 3}-50${said % 9} 某某`).says(text)
        await town.staff().says(text)
        await unparked(text)
      },
    },
    { name: 'a 接龙', seeds: TALK.map(utf8), read: (input) => readJielong(textOf(input)) },
    {
      name: 'a replay file',
      seeds: [
        utf8(
          '{"type":"community","name":"幸福里社区","timezone":"Asia/Shanghai"}\n{"type":"group","id":"g3","name":"三栋","scope":{"kind":"building","building":"3"}}',
        ),
        utf8(
          '{"type":"community","name":"a","timezone":"UTC"}\n{"type":"message","id":"m1","at":"2026-03-01T09:00:00+08:00","from":{"id":"u1"},"text":"1"}',
        ),
      ],
      read: refusing(BadLine, (input) =>
        readLines(textOf(input), { community: null, groups: new Map(), members: new Map() }),
      ),
    },
    {
      name: 'a register as CSV or xlsx',
      seeds: [
        utf8('楼栋,单元,房号,面积,面积来源,业主,手机\n3,2,501,89.50,产权证,张三,13800138000\n'),
        workbook(
          '<row r="1"><c r="A1" t="inlineStr"><is><t>楼栋</t></is></c></row><row r="2"><c r="A2"><v>3</v></c></row>',
        ),
      ],
      read: refusing(TableError, async (bytes) => readRegister((await readTable({ name: '名册', bytes })).rows)),
    },
    {
      name: 'a message of web WeChat',
      seeds: [
        utf8('@a1:<br/>通知:<br/>明天停水<span class="emoji emoji1f602"></span>&amp;lt;'),
        utf8(
          '@a1:<br/>&lt;msg&gt;&lt;appmsg&gt;&lt;title&gt;好&lt;/title&gt;&lt;type&gt;57&lt;/type&gt;&lt;refermsg&gt;&lt;svrid&gt;1&lt;/svrid&gt;',
        ),
        utf8('"张三"邀请"李四"加入了群聊'),
        utf8('"张三"修改群名为“三栋”'),
      ],
      read: (input) => {
        const self = { UserName: '@me', NickName: '五共' }
        const who = { self, find: (id: string) => (id === '@a1' ? { UserName: id, NickName: '张三' } : undefined) }
        for (const MsgType of [1, 37, 49, 10_000, 10_002, 3])
          for (const FromUserName of ['@@room', '@a1', '@me']) {
            const Content = textOf(input)
            const raw = { MsgId: '1', MsgType, AppMsgType: 57, FromUserName, ToUserName: '@me', Content, CreateTime: 1 }
            decodeWechat({ ...raw, RecommendInfo: { UserName: '@b', Content } }, who)
          }
      },
    },
    {
      name: 'settings, homes and quantities',
      seeds: [utf8('3-2-501'), utf8('89.50'), utf8('postgres://a:b@c/d')],
      read: (input) => {
        const text = textOf(input)
        readConfig({
          DATABASE_URL: text,
          WUGONG_PORT: text,
          WUGONG_URL: text,
          WUGONG_TIMEZONE: text,
          [`WUGONG_${text}`]: text,
        })
        homeFromText(text)
        hundredths(text)
      },
    },
  ]
  const close = async () => {
    hooks.close()
    await socket.close()
    files.close()
    await town.close()
  }
  return { targets, close }
}
