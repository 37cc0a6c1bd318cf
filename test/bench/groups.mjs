import { openPipe } from './pipe.mjs'
import { GROUPS, vote } from './votes.mjs'

/** A program that serves many groups, ten to a community, each with five residents who have just written; then it waits to be measured. */
const [folder = '', groups = '1000'] = process.argv.slice(2)
const pipe = await openPipe(folder, Number(groups), { perCommunity: 10 })
for (let round = 0; round < 5; round += 1) {
  const messages = Array.from({ length: Number(groups) }, (_, g) => {
    const message = vote(round * GROUPS)
    const id = `g${g}r${round}`
    return {
      ...message,
      eventId: id,
      nativeMsgId: id,
      chat: { kind: 'group', id: `g${g}` },
      sender: { ...message.sender, id },
    }
  })
  await Promise.all(messages.map((message) => pipe.app.receive(message)))
  await pipe.rest()
}
setInterval(() => {}, 60_000)
setTimeout(() => process.stdout.write('ready\n'), 1_000)
