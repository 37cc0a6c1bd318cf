import { Email } from '../../../src/adapters/email/index.ts'
import { settings } from '../../../src/adapters/email/settings.ts'
import { Secret } from '../../../src/chat/secret.ts'
import type { AdapterHarness } from '../../contract/harness.ts'
import type { TestAround } from '../../support/around.ts'
import { LoopbackMail } from './loopback.ts'

export const PASSWORD = 'mail-password-1b7'
export const GROUP = { kind: 'group' as const, id: 'group' }

export const settingsFor = ({ port }: Pick<LoopbackMail, 'port'>, password = PASSWORD) =>
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

export const emailHarness = async (around: TestAround): Promise<AdapterHarness> => {
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
      server.fate = fate === 'limited' ? 'busy' : fate === 'slow' ? 'slow' : 'silent'
      return null
    },
    close: async () => {
      await adapter.stop()
      await server.close()
    },
  }
}
