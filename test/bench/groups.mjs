import { openPipe } from './pipe.mjs'
import { vote } from './votes.mjs'

/** A program that serves many groups, ten to a community, in each of which a resident has just written; then it waits to be measured. */
const [folder = '', groups = '1000'] = process.argv.slice(2)
/** So many groups are written in at once. */
const AT_ONCE = 1_000
const pipe = await openPipe(folder, Number(groups), { perCommunity: 10 })
for (let from = 0; from < Number(groups); from += AT_ONCE) {
  const messages = Array.from({ length: Math.min(AT_ONCE, Number(groups) - from) }, (_, i) => {
    const id = `g${from + i}`
    const message = vote(0)
    return {
      ...message,
      eventId: id,
      nativeMsgId: id,
      chat: { kind: 'group', id },
      sender: { ...message.sender, id: `r${id}` },
    }
  })
  await Promise.all(messages.map((message) => pipe.app.receive(message)))
  await pipe.rest()
}
setInterval(() => {}, 60_000)
setTimeout(() => process.stdout.write('ready\n'), 1_000)
