import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkEmail } from '../../../src/adapters/email/check.ts'
import { Email } from '../../../src/adapters/email/index.ts'
import { adapterContract } from '../../contract/adapter.ts'
import { type TestAround, testAround } from '../../support/around.ts'
import { emailHarness, GROUP, PASSWORD, settingsFor } from './harness.ts'
import { LoopbackMail, type MailFate } from './loopback.ts'

adapterContract('e-mail', (around) => new Email(settingsFor({ port: 9 }), around), emailHarness)

describe('mails', () => {
  let around: TestAround
  let server: LoopbackMail
  beforeEach(async () => {
    around = testAround()
    server = new LoopbackMail(PASSWORD)
    await server.listen()
  })
  afterEach(async () => {
    await server.close()
    await around.remove()
  })
  const send = (text = '【日报】幸福里社区 3月1日\n新建议1条') =>
    new Email(settingsFor(server), around).send({ key: 'k', chat: GROUP, text })

  test('the first line is the subject', async () => {
    await send()
    const subject = /^Subject: =\?UTF-8\?B\?(.*)\?=/im.exec(server.mails[0] ?? '')?.[1] ?? ''
    expect(Buffer.from(subject, 'base64').toString()).toContain('【日报】')
  })

  test.each<[MailFate, string]>([
    ['broken-before', 'rate'],
    ['broken-after', 'unknown'],
    ['busy', 'rate'],
    ['refused', 'rejected'],
  ])('only what surely was not taken is sent again: %s → %s', async (fate, status) => {
    server.fate = fate
    expect((await send()).status).toBe(status)
  })

  test('check: password right, password wrong, nobody there', async () => {
    expect(await checkEmail(settingsFor(server))).toMatchObject([{ ok: true }])
    expect(await checkEmail(settingsFor(server, 'wrong'))).toMatchObject([
      { ok: false, zh: expect.stringContaining('授权码') },
    ])
    const gone = settingsFor(server)
    await server.close()
    expect(await checkEmail(gone)).toMatchObject([{ ok: false, zh: expect.stringContaining('连不上') }])
    await server.listen()
  })
})
