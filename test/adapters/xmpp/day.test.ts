import { mkdtempSync, writeFileSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { Program } from '../../browser/support.ts'
import { until } from '../../support/until.ts'
import { Person } from './person.ts'
import { hasProsody, PASSWORD, Prosody } from './prosody.ts'

const BOT = 'wugong@localhost'
const BUILDING = '3dong@muc.localhost'
const COMMITTEE = 'juweihui@muc.localhost'
const HOMES = `楼栋,单元,房号,面积,面积来源,业主,手机
3,2,501,89.50,产权证,张三,
3,2,502,89.50,产权证,李四,
`

let folder: string
let server: Prosody
let program: Program
let zhang: Person
let li: Person
let wang: Person

beforeAll(async () => {
  if (!hasProsody) return
  folder = mkdtempSync(join(tmpdir(), 'wugong-day-'))
  server = await Prosody.start(['wugong', 'zhang', 'li', 'wang'], ['smacks', 'carbons'])
  ;[zhang, li, wang] = ['zhang', 'li', 'wang'].map((name) => new Person(name, server.port)) as [Person, Person, Person]
  for (const person of [wang, zhang, li]) await person.comes()
  await wang.enters(BUILDING, '社区 王主任')
  await wang.opens(BUILDING, '幸福里3栋业主群', 'anyone')
  await wang.enters(COMMITTEE, '王主任')
  await wang.opens(COMMITTEE, '幸福里居委会', 'anyone')
  await zhang.enters(BUILDING, '3-2-501 张三')
  await li.enters(BUILDING, '3-2-502 李四')

  const platforms = join(folder, 'platforms.json')
  const settings = {
    jid: BOT,
    password: { env: 'XMPP_PASSWORD' },
    service: `xmpp://127.0.0.1:${server.port}`,
    rooms: [BUILDING, COMMITTEE],
  }
  writeFileSync(platforms, JSON.stringify({ accounts: [{ platform: 'xmpp', settings }] }))
  writeFileSync(join(folder, 'homes.csv'), HOMES)
  program = new Program(folder, { WUGONG_PLATFORMS: platforms, XMPP_PASSWORD: PASSWORD })
  program.imports(join(folder, 'homes.csv'), '幸福里社区')
})
afterAll(async () => {
  await program?.end('SIGTERM')
  for (const person of [zhang, li, wang]) await person?.goes()
  await server?.remove()
  if (folder) await rm(folder, { recursive: true, force: true })
})

/** Waits until somebody reads such words from the bot, in a room or in private. */
const hears = async (person: Person, words: RegExp, chats: readonly string[] = [BUILDING, BOT]): Promise<string> => {
  const fromBot = () =>
    chats.flatMap((chat) => person.shown(chat).filter(({ from }) => /^(?:五共$|wugong@)/.test(from)))
  const found = () => fromBot().find(({ text }) => words.test(text))
  await until(() => found() !== undefined).catch(() => {
    expect.fail(
      `${person.jid} does not hear ${words}, but:\n${fromBot()
        .map(({ text }) => text)
        .join('\n--\n')}`,
    )
  })
  return found()?.text ?? ''
}

describe.runIf(hasProsody)('the day of the first issue, on a real XMPP server and the program as it is started', () => {
  test('from the first word to the digest; the server and the program are killed in between', async () => {
    await program.start()

    // 早上：王主任先说明自己是谁，把群绑上。
    await wang.says(BOT, `/验证 ${program.code()}`)
    await hears(wang, /社区工作者/)
    await wang.says(BUILDING, '/绑定 3栋')
    await hears(wang, /3栋/)
    await wang.says(COMMITTEE, '/绑定 居委会')
    await hears(wang, /居委会/, [COMMITTEE])

    // 提一件事，征集意见，改主意，闲聊不理。
    await zhang.says(BUILDING, '今天降温，大家多穿点')
    await zhang.says(BUILDING, '建议：3栋门口装个扶手')
    await hears(zhang, /已记下，建议1号/)
    await wang.says(BUILDING, '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n每户一票')
    await hears(li, /【征集意见】东门要不要装充电桩[\s\S]*1 装　2 不装　3 都行/)
    await zhang.says(BUILDING, '1')
    await li.says(BUILDING, '我选2')

    // 服务器断电，又来电；五共自己连回来，大家接着说。
    await server.kill()
    await server.run()
    await Promise.all([zhang, li, wang].map((person) => person.comesAgain()))
    await li.says(BUILDING, '改成3')
    await wang.says(BUILDING, '/招工 清理车库\n地点：地下车库\n时间：后天 8:00-12:00 1人\n报酬：每天120元')
    await hears(zhang, /招工1号.*清理车库/s)
    await zhang.says(BUILDING, '报名')
    await hears(zhang, /报上了.*第1个（共1个）/)
    await li.says(BUILDING, '报名')
    await hears(li, /人满了，您排第1个等着/)

    // 五共断电；没它的时候张三退了，又来电，李四轮上。
    await program.end('SIGKILL')
    await zhang.says(BUILDING, '取消报名')
    await zhang.says(BUILDING, '晚上吃什么')
    await program.start()
    await hears(li, /轮到您了/)

    // 傍晚：办结、出结果、日报。
    await wang.says(COMMITTEE, '/办结 1 扶手装好了')
    await hears(zhang, /建议1号办好了：扶手装好了/)
    await wang.says(BUILDING, '/结束')
    expect(await hears(li, /2户.*装1，不装0，都行1/s)).toContain('不具表决效力')
    await wang.says(COMMITTEE, '/日报')
    expect(await hears(wang, /【日报】幸福里社区/, [COMMITTEE])).toMatch(/装1，不装0，都行1/)

    // 一句不丢，一句不重。
    const said = (await wang.archive(BUILDING)).filter(({ from }) => from !== '五共').map(({ text }) => text)
    const stored = program.table('messages').filter(({ group }) => group === program.table('polls')[0]?.group)
    expect(stored.map(({ text }) => text)).toEqual(said)
    for (const room of [BUILDING, COMMITTEE]) {
      const ids = (await wang.archive(room)).filter(({ from }) => from === '五共').map(({ origin }) => origin)
      expect(ids.length).toBeGreaterThan(0)
      expect(new Set(ids).size).toBe(ids.length)
    }
    expect(program.table('polls')).toMatchObject([{ answered: 2, options: [{ count: 1 }, { count: 0 }, { count: 1 }] }])
    const signups = program.table('signups').map(({ home, status }) => `${home} ${status}`)
    expect(signups.sort()).toEqual(['3-2-501 cancelled', '3-2-502 in'])
    expect(program.table('suggestions')).toMatchObject([{ number: 1, status: 'done', home: '3-2-501' }])
  })
})
