import { createHash } from 'node:crypto'
import { z } from 'zod'
import type { OutMessage, SendResult } from '../../chat/adapter.ts'
import { render } from '../../chat/card.ts'
import { OneWay } from '../../chat/one-way.ts'
import { type Around, definePlatform, type Time } from '../../chat/platform.ts'
import { checkEmail } from './check.ts'
import { type Settings, settings } from './settings.ts'
import { PATIENCE_MS, transportOf } from './transport.ts'

const UNREACHABLE_MS = 60_000
/** Servers of shared providers let one sender in again after minutes. */
const LIMITED_MS = 5 * 60_000
/** What mail clients show of a subject. */
const SUBJECT = 60

/** Mails to the committee, all receivers at once: the first line is the subject. */
export class Email extends OneWay {
  readonly name = 'email'
  readonly #settings: Settings
  readonly #time: Time

  constructor(settings: Settings, { account, time }: Around) {
    super(
      account,
      { name: `邮件 ${settings.to.join('、')}`, community: settings.community ?? null },
      {
        sendReturnsId: true,
        maxText: { n: 100_000, unit: 'char' },
        media: { in: false, out: true },
        pace: { chat: 5_000, account: 0, spread: 0 },
      },
    )
    this.#settings = settings
    this.#time = time
  }

  protected async post(out: OutMessage): Promise<SendResult> {
    const { from, to } = this.#settings
    const { text } = render(out, this.traits)
    const [first = ''] = text.split('\n')
    const messageId = messageIdOf(out.key, from)
    let begun = false
    const transport = transportOf(this.#settings, (command) => {
      if (command === 'DATA') begun = true
    })
    const mail = {
      from,
      to: [...to],
      messageId,
      subject: [...first].slice(0, SUBJECT).join(''),
      text,
      attachments: out.image ? [{ filename: `${out.image.alt}.png`, content: Buffer.from(out.image.png) }] : [],
    }
    let cancel = () => {}
    const tooLong = new Promise<SendResult>((resolve) => {
      cancel = this.#time.after(PATIENCE_MS, () => resolve({ status: 'unknown' }))
    })
    const sending = transport.sendMail(mail).then(
      (): SendResult => ({ status: 'sent', nativeId: messageId }),
      (error: unknown) => resultOf(error, begun),
    )
    try {
      return await Promise.race([sending, tooLong])
    } finally {
      cancel()
      transport.close()
    }
  }
}

/** The same for every try of one message, so that clients which look at it show one mail. */
const messageIdOf = (key: string, from: string): string =>
  `<${createHash('sha256').update(key).digest('hex').slice(0, 40)}@${from.split('@')[1] ?? 'wugong'}>`

const refusal = z.object({ responseCode: z.number() })
const PERMANENT = 500

/**
 * `begun`: we had asked to send the text. Until then nothing can have arrived, after that only its word counts; the
 * library names a connection that broke then as one that was never made.
 */
const resultOf = (error: unknown, begun: boolean): SendResult => {
  const code = refusal.safeParse(error).data?.responseCode
  if (code !== undefined && code >= PERMANENT) return { status: 'rejected', reason: `mail server ${code}` }
  if (code !== undefined) return { status: 'rate', retryAfterMs: LIMITED_MS }
  return begun ? { status: 'unknown' } : { status: 'rate', retryAfterMs: UNREACHABLE_MS }
}

export const platform = definePlatform({
  name: 'email',
  title: { zh: '邮件', en: 'E-mail' },
  settings,
  example: {
    host: 'smtp.example.cn',
    port: 465,
    user: 'wugong@example.cn',
    password: { env: 'EMAIL_PASSWORD' },
    from: 'wugong@example.cn',
    to: ['committee@example.cn'],
  },
  create: (read, around) => new Email(read, around),
  check: checkEmail,
})
