import { replay } from '../../dist/replay/run.js'
import { openSqlite } from '../../dist/store/sqlite.js'

const at = (second) => new Date(Date.parse('2026-03-01T01:00:00Z') + second * 1000).toISOString()

/** Messages per second of `replay`: votes, sign-ups, suggestions and talk of one group, none of it kept. */
export const replayRate = async (messages) => {
  const line = (second, id, text) =>
    JSON.stringify({
      type: 'message',
      id: `m${second}`,
      at: at(second),
      group: 'g3',
      from: { id, card: `3-1-${id} 居民` },
      text,
    })
  const words = ['1', '2', '今天天气不错', '报名', '建议：门口装个扶手', '收到', '取消报名', '楼下那家面馆关门了']
  const lines = [
    '{"type":"community","name":"幸福里社区","timezone":"Asia/Shanghai"}',
    '{"type":"group","id":"g3","name":"幸福里3栋业主群","scope":{"kind":"building","building":"3"}}',
    '{"type":"member","id":"s1","name":"王主任","roles":["staff"]}',
    line(0, 's1', '/投票 东门要不要装充电桩\n1 装\n2 不装\n截止：明天18:00'),
    line(1, 's1', '/招工 清理车库\n地点：车库\n时间：4月9日 8:00-12:00 20人\n报酬：每天120元'),
  ]
  for (let i = 2; i < messages; i += 1) lines.push(line(i, String(101 + (i % 300)), words[i % words.length]))
  const store = openSqlite(':memory:')
  const log = { info() {}, warn() {}, error() {} }
  const began = performance.now()
  await replay(lines.join('\n'), { store, log, print() {} })
  const rate = (messages * 1000) / (performance.now() - began)
  await store.close()
  return rate
}
