import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { checkEmail } from '../../../src/adapters/email/check.ts'
import { Email } from '../../../src/adapters/email/index.ts'
import { settings } from '../../../src/adapters/email/settings.ts'
import { Secret } from '../../../src/chat/secret.ts'
import { adapterContract } from '../../contract/adapter.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import { type TestAround, testAround } from '../../support/around.ts'
import { LoopbackMail, type MailFate } from './loopback.ts'

const PASSWORD = 'mail-password-1b7'
const GROUP = { kind: 'group' as const, id: 'group' }

const settingsFor = ({ port }: LoopbackMail, password = PASSWORD) =>
  settings.parse({
    ...{ host: '127.0.0.1', port, encryption: 'none', user: 'wugong', password: new Secret(password) },
    ...{ from: 'wugong@example.cn', to: ['committee@example.cn'] },
  })

/** The words of a mail: nodemailer writes Chinese as base64 or quoted-printable. */
const wordsOf = (mail: string): string => {
  const part = mail.split(/\n--/).find((one) => one.includes('text/plain')) ?? mail
  const [head = '', ...body] = part.split('\n\n')
  const text = body.join('\n\n').trimEnd()
  if (/Encoding: base64/i.test(head)) return Buffer.from(text, 'base64').toString()
  if (!/Encoding: quoted-printable/i.test(head)) return text
  const bytes = text
    .replace(/=\n/g, '')
    .replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
  return Buffer.from(bytes, 'latin1').toString()
}

adapterContract('e-mail', async (around): Promise<AdapterHarness> => {
  const server = new LoopbackMail(PASSWORD)
  await server.listen()
  const adapter = new Email(settingsFor(server), around)
  return {
    adapter,
    secrets: [PASSWORD],
    group: () => GROUP,
    person: () => 'committee@example.cn',
    seen: async () =>
      server.mails.map((mail) => ({
        id: /^Message-ID: (.*)$/im.exec(mail)?.[1] ?? '',
        text: wordsOf(mail),
        buttons: [],
        hasImage: mail.includes('image/png'),
      })),
    nextSend(fate) {
      server.fate = fate === 'limited' ? 'busy' : 'silent'
      return null
    },
    close: async () => {
      await adapter.stop()
      await server.close()
    },
  }
})

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
