import { writeSync } from 'node:fs'

/**
 * One system in a process of its own: `node peer.mjs <module>:<export> <folder> speed <votes>|at-once|again|kill|count <votes>`.
 * The same few questions to each, ours included; what comes out is one line of JSON.
 */
const [which = '', folder = '', question = '', amount = '0'] = process.argv.slice(2)
const [module, name] = which.split(':')
const GROUPS = 10
const RESIDENTS = 200

const system = await (await import(new URL(module, import.meta.url)))[name](folder, { fresh: question !== 'count' })
let id = 0
const vote = (group, user, choice) => {
  id += 1
  return { id, group, user, choice }
}
const answer = (value) => writeSync(1, `${JSON.stringify(value)}\n`)
/** How many of some residents of group 0 are known with this choice. */
const counted = async (users, choice) =>
  (await system.choices()).filter((one) => one.group === 0 && users.includes(one.user) && one.choice === choice).length

const TEN = [...Array(10).keys()]

const speed = async (votes) => {
  // Everybody changes his mind at each turn: a vote that changes nothing needs no write.
  const nth = (i) => {
    const turn = Math.floor(i / GROUPS)
    return vote(i % GROUPS, turn % RESIDENTS, ((Math.floor(turn / RESIDENTS) + (turn % RESIDENTS)) % 3) + 1)
  }
  for (let i = 0; i < Math.min(300, votes); i += 1) await system.vote(nth(i))
  const began = performance.now()
  for (let i = 0; i < votes; i += 1) await system.vote(nth(i))
  return (votes * 1000) / (performance.now() - began)
}

switch (question) {
  case 'speed':
    answer(await speed(Number(amount)))
    break
  case 'at-once':
    // The group is not new to it.
    await system.vote(vote(0, 10, 2))
    await Promise.allSettled(TEN.map((user) => system.vote(vote(0, user, 2))))
    answer(await counted(TEN, 2))
    break
  case 'again': {
    // Each votes, changes his mind, and the platform delivers the first message once more.
    const first = TEN.map((user) => vote(0, user, 1))
    for (const one of first) await system.vote(one)
    for (const user of TEN) await system.vote(vote(0, user, 2))
    for (const one of first) await system.vote(one)
    answer(await counted(TEN, 2))
    break
  }
  case 'kill':
    // Until somebody kills us: each line says that one more vote was acknowledged.
    for (let user = 0; user < 100_000; user += 1) {
      await system.vote(vote(0, user, 1))
      answer(user)
    }
    break
  case 'count': {
    // Of the first so many residents, each voted once.
    const users = (await system.choices()).filter(({ group }) => group === 0).map(({ user }) => user)
    const once = users.filter((user) => user < Number(amount) && users.indexOf(user) === users.lastIndexOf(user))
    answer(once.length)
    break
  }
}
await system.close()
process.exit(0)
