import { createTransport, type Transporter } from 'nodemailer'
import type { Settings } from './settings.ts'

/** A mail server is slow to answer, but not slower (ms). */
export const PATIENCE_MS = 60_000
const CONNECT_MS = 15_000

/** `said` is told every command that goes to the server, with passwords masked. */
export const transportOf = (
  { host, port, encryption, user, password }: Settings,
  said: (command: string) => void = () => {},
): Transporter =>
  createTransport({
    host,
    port,
    secure: encryption === 'tls',
    requireTLS: encryption === 'starttls',
    ignoreTLS: encryption === 'none',
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    socketTimeout: PATIENCE_MS,
    transactionLog: true,
    logger: listener(said),
    ...(user === undefined ? {} : { auth: { user, pass: password?.reveal() ?? '' } }),
  })

const nothing = () => {}

/** The library tells of its commands in its log alone. */
const listener = (said: (command: string) => void) => ({
  level: nothing,
  trace: nothing,
  debug: ({ tnx }: { readonly tnx?: string }, line: unknown) => {
    if (tnx === 'client' && typeof line === 'string') said(line)
  },
  info: nothing,
  warn: nothing,
  error: nothing,
  fatal: nothing,
})
