import { afterEach, beforeEach, expect, test } from 'vitest'
import { find, list } from '../../src/app/operations.ts'
import { openTown, type Town } from '../support/town.ts'
import { Browser } from './console-support.ts'

let town: Town
let browser: Browser
beforeEach(async () => {
  town = await openTown()
  browser = new Browser(town)
  await browser.signIn()
  town.stage.login = 'a'
  await town.say({ from: 'a1', card: '3-2-501 张三', group: 'a-x', text: '我家漏水，电话13812345678', topic: '邻里群' })
})
afterEach(() => town.close())

const chat = () => town.query(() => find('chats', { nativeId: 'a-x' }))

test('a group that was not known again is shown with what was said in it, numbers masked, and which it may be', async () => {
  const page = await browser.text('/groups')
  expect(page).toContain('换号以后没认出来的群')
  expect(page).toContain('我家漏水')
  expect(page).not.toContain('13812345678')
  expect(page).toMatch(/<option value="g3">幸福里3栋业主群/)
})

test('staff say which group it is: it goes on there, and what waited is sent', async () => {
  await browser.post('/groups/regain', { chat: String((await chat())?.id), group: 'g3' })
  expect((await chat())?.groupId).toBe('g3')
  expect((await town.query(() => find('groups', { id: 'g3' })))?.chatId).toBe((await chat())?.id)
  expect(await town.query(() => list('events', { type: 'group.rebound' }))).toMatchObject([{ data: { by: 'console' } }])
  await town.say({ from: 'a1', card: '3-2-501 张三', group: 'a-x', text: '建议：装扶手' })
  expect(town.hears('a-x').join()).toContain('已记下，建议1号')
  expect(await browser.text('/groups')).not.toMatch(/<option value="g3">/)
})

test('a group that is reached already, or somebody else’s, cannot be given away', async () => {
  await browser.post('/groups/regain', { chat: String((await chat())?.id), group: 'g9' })
  const bound = await town.query(() => find('chats', { nativeId: 'g4' }))
  await browser.post('/groups/regain', { chat: String(bound?.id), group: 'g3' })
  expect((await chat())?.groupId).toBeNull()
  expect((await town.query(() => find('groups', { id: 'g3' })))?.chatId).not.toBe(bound?.id)
})

test('a code from the console gives the group back to where it is said', async () => {
  const page = await (await browser.post('/groups/code', { group: 'g3' })).text()
  expect(page).toContain('/绑定 482913')
  await town.say({ from: 'a1', card: '小赵', group: 'a-x', text: '/绑定 482913' })
  expect((await chat())?.groupId).toBe('g3')
  expect(await (await browser.post('/groups/code', { group: 'g9' })).text()).not.toContain('482913')
})

test('a login that needs the phone shows its code, and says where the route is not official', async () => {
  const code = { platform: 'stage', account: 'bot', svg: '<svg id="qr"></svg>' }
  const health = [{ name: 'stage', account: 'bot', health: 'needs-login' as const }]
  browser = new Browser(town, { health, codes: [{ ...code, official: false }] })
  await browser.signIn()
  const page = await browser.text('/groups')
  expect(page).toContain('<svg id="qr">')
  expect(page).toContain('这不是官方途径')
  browser = new Browser(town, { health, codes: [{ ...code, official: true }] })
  await browser.signIn()
  expect(await browser.text('/groups')).not.toContain('这不是官方途径')
})
