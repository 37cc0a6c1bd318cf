import { z } from 'zod'
import type { Api } from './api.ts'
import { type Said, saidInList } from './decode.ts'
import { listedMessage, page } from './types.ts'

const CHATS = 100
const MESSAGES = 50

interface History {
  readonly api: Api
  readonly appId: string
  /** Private chats, by their chat id: Feishu lists groups only. */
  readonly directs: Iterable<string>
  /** ms. */
  readonly since: number
  readonly hand: (said: Said) => Promise<void>
}

/**
 * Hands over what people said since an instant in every group of the bot and in the given private chats, oldest first
 * in each. Throws at the end where a chat could not be read, having read the others.
 */
export const readHistory = async ({ api, appId, directs, since, hand }: History): Promise<void> => {
  let failed: unknown
  const read = async (chat: string, direct: boolean) => {
    try {
      for await (const message of pages(api, listedMessage, '/im/v1/messages', {
        container_id_type: 'chat',
        container_id: chat,
        // Whole seconds, inclusive.
        start_time: Math.floor(since / 1000),
        sort_type: 'ByCreateTimeAsc',
        page_size: MESSAGES,
      }))
        if (!message.deleted && message.sender.id !== appId) await hand(saidInList(message, direct))
    } catch (error) {
      failed = error
    }
  }
  for await (const { chat_id } of pages(api, z.object({ chat_id: z.string() }), '/im/v1/chats', { page_size: CHATS }))
    await read(chat_id, false)
  for (const chat of directs) await read(chat, true)
  if (failed !== undefined) throw failed
}

async function* pages<T>(
  api: Api,
  item: z.ZodType<T>,
  path: string,
  params: Readonly<Record<string, string | number>>,
): AsyncGenerator<T> {
  for (let token: string | undefined; ; ) {
    const { items, has_more, page_token } = await api.call(page(item), {
      method: 'GET',
      path,
      params: { ...params, ...(token === undefined ? {} : { page_token: token }) },
    })
    yield* items ?? []
    if (!has_more || !page_token) return
    token = page_token
  }
}
