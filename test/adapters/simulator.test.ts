import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterEach, describe, expect, test } from 'vitest'
import { Simulator } from '../../src/adapters/simulator/index.ts'
import type { Intake } from '../../src/chat/adapter.ts'
import type { ChatRef, Gap, Inbound } from '../../src/chat/message.ts'
import { adapterContract } from '../contract/adapter.ts'
import { idOf, simulatorHarness, WORLD } from './simulator/harness.ts'

class TestClock {
  at = Date.parse('2026-03-01T09:00:00+08:00')
  now = () => this.at
}

class Ear implements Intake {
  readonly heard: Inbound[] = []
  readonly gaps: Gap[] = []
  broken = false
  async receive(inbound: Inbound): Promise<void> {
    if (this.broken) throw new Error('the disk is full')
    this.heard.push(inbound)
  }
  async gap(gap: Gap): Promise<void> {
    this.gaps.push(gap)
  }
  async unknown(): Promise<void> {}
  get texts(): string[] {
    return this.heard.map((one) => one.text)
  }
}

const folders: string[] = []
const newFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), 'wugong-sim-'))
  folders.push(folder)
  return folder
}
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const begin = async (journal?: string, clock = new TestClock(), ear = new Ear()) => {
  const sim = new Simulator({ clock, seed: WORLD, ...(journal === undefined ? {} : { journal }) })
  await sim.start(ear)
  const say = async (text: string, person = 'u1', room = 'g3') => {
    const id = idOf(sim.say({ person, room, text }))
    await sim.settled()
    return id
  }
  return { sim, ear, clock, say }
}

adapterContract('the simulator', ({ time: clock }) => new Simulator({ clock }), simulatorHarness)

describe('people on the simulated platform', () => {
  test('a message carries the group’s name, the card, the nick and who is mentioned', async () => {
    const { sim, ear } = await begin()
    sim.say({ person: 'u1', room: 'g3', text: '@李四 你家漏水吗', mentionBot: true })
    await sim.settled()
    expect(ear.heard[0]).toMatchObject({
      chatName: '幸福里3栋业主群',
      sender: { id: 'u1', nick: '张三', card: '3-2-501 张三' },
      text: '@五共 @李四 你家漏水吗',
    })
    expect(ear.heard[0]?.mentions.map((mention) => mention.name).sort()).toEqual(['五共', '李四'].sort())
  })

  test('nobody reads or writes where he is not a member', async () => {
    const { sim, say } = await begin()
    await say('内部讨论', 's1', 'gc')
    expect(sim.history({ person: 'u1', room: 'gc' }, 0)).toBeNull()
    expect(sim.say({ person: 'u1', room: 'gc', text: '我也看看' })).toHaveProperty('refused')
    expect(sim.updates('u1', 0).filter((update) => update.type === 'message')).toEqual([])
  })

  test('a private chat is seen by its person alone', async () => {
    const { sim, say } = await begin()
    await say('我家困难', 'u1', 'bot')
    await sim.send({ key: 'k', chat: { kind: 'direct', id: 'u1' }, text: '单独跟您说' })
    expect(sim.history({ person: 'u1', room: 'bot' }, 0)?.map((one) => one.text)).toEqual(['我家困难', '单独跟您说'])
    expect(sim.history({ person: 'u2', room: 'bot' }, 0)).toEqual([])
  })

  test('one can take back only what one said oneself, and the bot hears of it', async () => {
    const { sim, ear, say } = await begin()
    const id = await say('说错了')
    expect(sim.takeBack({ person: 'u2', message: id })).toHaveProperty('refused')
    idOf(sim.takeBack({ person: 'u1', message: id }))
    await sim.settled()
    expect(ear.heard.at(-1)).toMatchObject({ kind: 'recall', nativeMsgId: id })
    expect(sim.history({ person: 'u2', room: 'g3' }, 0)).toMatchObject([{ recalled: true, text: '' }])
  })

  test('a newcomer is announced to the people and to the bot', async () => {
    const { sim, ear } = await begin()
    const id = idOf(sim.addPerson({ nick: '赵六' }))
    idOf(sim.join({ room: 'g3', person: id, card: '3-1-102 赵六' }))
    await sim.settled()
    expect(ear.heard.at(-1)).toMatchObject({ kind: 'join', sender: { id, card: '3-1-102 赵六' } })
    expect(sim.history({ person: 'u1', room: 'g3' }, 0)?.at(-1)).toMatchObject({
      from: null,
      text: '3-1-102 赵六加入了群聊',
    })
  })

  test('a button that the card does not have cannot be tapped', async () => {
    const { sim, say } = await begin()
    const id = await say('没有按钮')
    expect(sim.tap({ person: 'u1', message: id, value: '1' })).toHaveProperty('refused')
  })

  test('a page hears at once what its person sees, and nothing else', async () => {
    const { sim, say } = await begin()
    const heard: string[] = []
    const stop = sim.subscribe('u1', (update) => heard.push(update.type === 'message' ? update.message.text : 'world'))
    await say('大家好', 'u2')
    await say('内部', 's1', 'gc')
    stop()
    await say('没人听了', 'u2')
    expect(heard).toEqual(['大家好'])
  })
})

describe('the journal', () => {
  test('history, ids and keys outlive the process', async () => {
    const file = join(newFolder(), 'sim.jsonl')
    const first = await begin(file)
    const id = await first.say('第一天')
    await first.sim.send({ key: 'k1', chat: { kind: 'group', id: 'g3' }, text: '记下了', replyTo: id })
    const before = first.sim.updates('u1', 0)
    await first.sim.stop()
    first.sim.close()

    const second = await begin(file)
    expect(second.sim.updates('u1', 0)).toEqual(before)
    expect(second.ear.heard).toEqual([])
    await second.sim.send({ key: 'k1', chat: { kind: 'group', id: 'g3' }, text: '记下了' })
    expect(second.sim.updates('u1', 0)).toEqual(before)
    expect(before.map((update) => update.rev)).not.toContain(second.sim.rev + 1)
    expect(await second.say('第二天')).not.toBe(id)
  })

  test('is written by whoever is connected alone: who waits for his turn adds nothing, not even the beginning', async () => {
    const file = join(newFolder(), 'sim.jsonl')
    const clock = new TestClock()
    const waiting = new Simulator({ clock, seed: WORLD, journal: file })
    const { sim, say } = await begin(file, clock)
    expect(readFileSync(file, 'utf8')).toBe('')
    await say('第一句')
    const kept = readFileSync(file, 'utf8')
    waiting.tick()
    expect(readFileSync(file, 'utf8')).toBe(kept)
    expect(waiting.world()).toEqual(sim.world())
    expect(waiting.history({ person: 'u1', room: 'g3' }, 0)?.map(({ text }) => text)).toEqual(['第一句'])
    waiting.say({ person: 'u1', room: 'g3', text: '接着说' })
    const people = kept.split('\n').filter((line) => line.includes('"t":"person"'))
    expect(
      readFileSync(file, 'utf8')
        .split('\n')
        .filter((line) => line.includes('"t":"person"')),
    ).toEqual(people)
  })

  test('what the bot had not stored is delivered again, in order, with the same event ids', async () => {
    const file = join(newFolder(), 'sim.jsonl')
    const first = await begin(file)
    await first.say('存了')
    first.ear.broken = true
    await first.say('没存一')
    await first.say('没存二')
    await first.sim.stop()
    first.sim.close()

    const second = await begin(file)
    await second.sim.settled()
    expect(second.ear.texts).toEqual(['没存一', '没存二'])
  })

  test('a store that fails is tried again at the next tick, and order is kept', async () => {
    const { sim, ear, say } = await begin()
    ear.broken = true
    await say('一')
    ear.broken = false
    await say('二')
    sim.tick()
    await sim.settled()
    expect(ear.texts).toEqual(['一', '二'])
  })

  test('a last line torn by a crash is cut off and the rest is kept', async () => {
    const file = join(newFolder(), 'sim.jsonl')
    const first = await begin(file)
    await first.say('完整的')
    await first.sim.stop()
    first.sim.close()
    const whole = readFileSync(file, 'utf8')
    appendFileSync(file, '{"t":"event","message":{"id":"m9","te')

    const second = await begin(file)
    expect(second.sim.history({ person: 'u1', room: 'g3' }, 0)?.map((one) => one.text)).toEqual(['完整的'])
    await second.say('接着说')
    const lines = readFileSync(file, 'utf8').trim().split('\n')
    expect(lines.slice(0, whole.trim().split('\n').length).join('\n')).toBe(whole.trim())
    expect(() => lines.map((line) => JSON.parse(line))).not.toThrow()
    await second.sim.stop()
    second.sim.close()
    expect((await begin(file)).sim.history({ person: 'u1', room: 'g3' }, 0)).toHaveLength(2)
  })

  test('demonstration data that was removed does not come back', async () => {
    const file = join(newFolder(), 'sim.jsonl')
    const first = await begin(file)
    await first.say('演示')
    first.sim.removeAll()
    expect(first.sim.world()).toEqual({ people: [], rooms: [] })
    await first.sim.stop()
    first.sim.close()
    expect((await begin(file)).sim.world()).toEqual({ people: [], rooms: [] })
  })

  test('whatever is said and wherever the process dies, each event reaches the bot, in order', async () => {
    const steps = fc.array(fc.constantFrom('say', 'say', 'break', 'mend', 'restart'), { minLength: 1, maxLength: 30 })
    await fc.assert(
      fc.asyncProperty(steps, async (script) => {
        const file = join(newFolder(), 'sim.jsonl')
        const ear = new Ear()
        let world = await begin(file, new TestClock(), ear)
        const said: string[] = []
        for (const step of script) {
          if (step === 'say') {
            said.push(`第${said.length}句`)
            await world.say(said.at(-1) ?? '')
          } else if (step === 'restart') {
            await world.sim.stop()
            world.sim.close()
            world = await begin(file, world.clock, ear)
            await world.sim.settled()
          } else ear.broken = step === 'break'
        }
        ear.broken = false
        world.sim.tick()
        await world.sim.settled()
        await world.sim.stop()
        world.sim.close()
        expect(ear.texts).toEqual(said)
      }),
      { numRuns: 40 },
    )
  })
})

describe('what goes wrong on real platforms', () => {
  const TO: ChatRef = { kind: 'group', id: 'g3' }

  test('duplicates: every event comes twice with one id', async () => {
    const { sim, ear, say } = await begin()
    sim.setFaults({ duplicates: true })
    await say('一遍')
    expect(ear.texts).toEqual(['一遍', '一遍'])
    expect(new Set(ear.heard.map((one) => one.eventId)).size).toBe(1)
  })

  test('reorder: of two messages the second comes first, and a lone one comes after a while', async () => {
    const { sim, ear, clock, say } = await begin()
    sim.setFaults({ reorder: true })
    await say('先说')
    expect(ear.texts).toEqual([])
    await say('后说')
    expect(ear.texts).toEqual(['后说', '先说'])
    await say('只有一句')
    clock.at += 5_000
    sim.tick()
    await sim.settled()
    expect(ear.texts).toEqual(['后说', '先说', '只有一句'])
  })

  test('late: the next message comes 50 s later and is marked, others overtake it', async () => {
    const { sim, ear, clock, say } = await begin()
    sim.setFaults({ late: true })
    await say('迟到的')
    await say('准时的')
    clock.at += 49_000
    sim.tick()
    await sim.settled()
    expect(ear.texts).toEqual(['准时的'])
    clock.at += 1_000
    sim.tick()
    await sim.settled()
    expect(ear.heard.map((one) => [one.text, one.late])).toEqual([
      ['准时的', false],
      ['迟到的', true],
    ])
    expect(sim.faults.late).toBe(false)
  })

  test('a dropped connection: what was missed is a gap with its two ends', async () => {
    const { sim, ear, clock, say } = await begin()
    const from = clock.at
    sim.setFaults({ dropped: true })
    expect(sim.health()).toBe('down')
    await say('没听见')
    expect((await sim.send({ key: 'k', chat: TO, text: '发不出' })).status).toBe('rate')
    clock.at += 60_000
    sim.setFaults({ dropped: false })
    await say('听见了')
    expect(ear.texts).toEqual(['听见了'])
    expect(ear.gaps).toEqual([{ adapter: 'simulator', account: 'bot', from, to: clock.at }])
  })

  test('a dropped connection with backfill: what was missed comes late, and there is no gap', async () => {
    const { sim, ear, clock, say } = await begin()
    sim.setFaults({ dropped: true, backfill: true })
    await say('补送的')
    clock.at += 60_000
    sim.setFaults({ dropped: false })
    await sim.settled()
    expect(ear.heard.map((one) => [one.text, one.late])).toEqual([['补送的', true]])
    expect(ear.gaps).toEqual([])
  })

  test('a restart while the connection is down ends the gap', async () => {
    const file = join(newFolder(), 'sim.jsonl')
    const first = await begin(file)
    first.sim.setFaults({ dropped: true })
    await first.say('没听见')
    await first.sim.stop()
    first.sim.close()
    first.clock.at += 60_000
    const second = await begin(file, first.clock)
    await second.sim.settled()
    expect(second.sim.health()).toBe('ok')
    expect(second.ear.texts).toEqual([])
    expect(second.ear.gaps).toMatchObject([{ to: first.clock.at }])
  })

  test('rate: the next sends are put off, then it goes', async () => {
    const { sim } = await begin()
    sim.setFaults({ rate: 2 })
    const out = { key: 'k', chat: TO, text: '慢慢来' }
    expect((await sim.send(out)).status).toBe('rate')
    expect((await sim.send(out)).status).toBe('rate')
    expect((await sim.send(out)).status).toBe('sent')
  })

  test.each(['shown', 'lost'] as const)('unknown (%s): sending again with the key shows it once', async (unknown) => {
    const { sim } = await begin()
    const out = { key: 'k', chat: TO, text: '到底发没发' }
    sim.setFaults({ unknown })
    expect((await sim.send(out)).status).toBe('unknown')
    expect(sim.history({ person: 'u1', room: 'g3' }, 0)).toHaveLength(unknown === 'shown' ? 1 : 0)
    expect((await sim.send(out)).status).toBe('sent')
    expect(sim.history({ person: 'u1', room: 'g3' }, 0)).toHaveLength(1)
  })

  test('a new login gives new ids, also after a restart, while the people’s page stays as it was', async () => {
    const file = join(newFolder(), 'sim.jsonl')
    const first = await begin(file)
    await first.say('登录前')
    first.sim.relogin()
    const old = { kind: 'group' as const, id: 'g3' }
    expect((await first.sim.send({ key: 'k', chat: old, text: '旧群号' })).status).toBe('rejected')
    await first.sim.stop()
    first.sim.close()
    const second = await begin(file)
    await second.say('登录后')
    expect(second.ear.heard[0]).toMatchObject({
      epoch: 'login2',
      chat: { id: 'login2.g3' },
      sender: { id: 'login2.u1' },
    })
    expect(second.sim.history({ person: 'u1', room: 'g3' }, 0)?.map((one) => one.text)).toEqual(['登录前', '登录后'])
  })
})
