import { type AddressInfo, createServer, type Socket } from 'node:net'
import { slowly } from '../../support/slowly.ts'

/** What happens to the next mail. `silent`: taken, and never answered. */
export type MailFate = 'silent' | 'slow' | 'busy' | 'refused' | 'broken-before' | 'broken-after'

/** A mail server on loopback, as far as one mail needs it. */
export class LoopbackMail {
  readonly #server = createServer((socket) => this.#talk(socket))
  readonly #sockets = new Set<Socket>()
  /** Mails as they came. */
  readonly mails: string[] = []
  fate: MailFate | null = null
  readonly password: string

  constructor(password: string) {
    this.password = password
  }

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port
  }

  async close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  #talk(socket: Socket): void {
    this.#sockets.add(socket)
    socket.on('error', () => {})
    socket.on('close', () => this.#sockets.delete(socket))
    const say = (line: string) => socket.write(`${line}\r\n`)
    const fate = this.fate
    let rest = ''
    let data: string[] | null = null
    say('220 loopback')
    socket.on('data', (bytes) => {
      const lines = (rest + bytes.toString('utf8')).split('\r\n')
      rest = lines.pop() ?? ''
      for (const line of lines) {
        if (data === null) data = this.#command(line, fate, socket, say)
        else if (line === '.') {
          const mail = data.join('\n')
          data = null
          if (fate !== null) this.fate = null
          if (fate === 'broken-after') {
            socket.destroy()
            return
          }
          this.mails.push(mail)
          if (fate === 'slow') void slowly().then(() => say('250 taken'))
          else if (fate !== 'silent') say('250 taken')
        } else data.push(line.replace(/^\.\./, '.'))
      }
    })
  }

  /** Answers a command. Returns where the lines of a mail go from now on, if they do. */
  #command(line: string, fate: MailFate | null, socket: Socket, say: (line: string) => void): string[] | null {
    const [verb = ''] = line.toUpperCase().split(' ')
    if (verb === 'EHLO') say('250-loopback\r\n250 AUTH PLAIN')
    else if (verb === 'AUTH') {
      const [, , password] = Buffer.from(line.split(' ')[2] ?? '', 'base64')
        .toString()
        .split('\0')
      say(password === this.password ? '235 welcome' : '535 who are you')
    } else if (verb === 'DATA') {
      say('354 go on')
      return []
    } else if (verb === 'RCPT' && fate !== null && fate !== 'silent' && fate !== 'slow' && fate !== 'broken-after') {
      this.fate = null
      if (fate === 'broken-before') socket.destroy()
      else say(fate === 'busy' ? '451 later' : '550 no such mailbox')
    } else say(verb === 'QUIT' ? '221 bye' : '250 ok')
    return null
  }
}
