import type { RawMessage, WebClient } from './web.ts'

const STATUS_NOTIFY = 51

/**
 * Takes hold of the client inside the puppet as soon as the puppet makes one.
 *
 * - What arrives is handed to us as a whole batch, before the client and the puppet cut it at every ":⏎", drop what is
 *   older than the login, wait a minute for somebody's name, and let others overtake.
 * - Nobody's words reach the client any more: "退出wechat4u" and six moons would make it log out.
 * - Its `stop` (after any trouble) logs out of WeChat and throws the session away. We only end the process and try the
 *   session again; where WeChat itself has ended it, the client says "logout" without `stop`.
 * - A second `restart` in one process fails half-way ("must logout first") and forgets the session: a new process, too.
 */
export const tame = (
  puppet: object,
  on: { readonly messages: (messages: readonly RawMessage[]) => void; readonly gaveUp: () => void },
): { readonly client: () => WebClient | null; readonly logout: () => void } => {
  let client: WebClient | null = null
  let logout = () => {}
  Object.defineProperty(puppet, 'wechat4u', {
    configurable: true,
    enumerable: true,
    get: () => client,
    set: (made: WebClient) => {
      client = made
      const handle = made.handleMsg.bind(made)
      logout = made.stop.bind(made)
      made.handleMsg = (messages) => {
        on.messages(messages)
        // The list of chats at the beginning: no words of people, and the client loads who they are.
        const notices = messages.filter(({ MsgType }) => MsgType === STATUS_NOTIFY)
        if (notices.length > 0) handle(notices)
      }
      made.stop = on.gaveUp
      const resume = made.restart.bind(made)
      made.restart = () => {
        made.restart = on.gaveUp
        return resume()
      }
    },
  })
  return { client: () => client, logout: () => logout() }
}
