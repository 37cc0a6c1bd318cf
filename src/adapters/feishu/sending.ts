import { z } from 'zod'
import type { OutMessage, SendResult } from '../../chat/adapter.ts'
import { type Card, render } from '../../chat/card.ts'
import type { ChatRef } from '../../chat/message.ts'
import { type Api, ApiError, BAD_CARD, resultOf } from './api.ts'
import { type Encoded, encodeCard, encodePicture, encodeText, uuidOf } from './encode.ts'

const sent = z.object({ message_id: z.string(), chat_id: z.string().optional() })
type Sent = z.infer<typeof sent>
const nothing = z.unknown()

/**
 * A message under its key: the same key within an hour shows one message. `direct` hears the chat id of a private
 * conversation, which Feishu tells with its answer.
 */
export const send = async (api: Api, out: OutMessage, direct: (chat: string) => void): Promise<SendResult> => {
  const { text, card } = render(out, { buttons: true })
  try {
    const posted = await postContent(api, out, text, card)
    if (out.chat.kind === 'direct' && posted.chat_id !== undefined) direct(posted.chat_id)
    return { status: 'sent', nativeId: posted.message_id }
  } catch (error) {
    return resultOf(error)
  }
}

const postContent = async (api: Api, out: OutMessage, text: string, card: Card | undefined): Promise<Sent> => {
  if (card)
    // A card that Feishu cannot show becomes its text.
    return await post(api, out, encodeCard(card, out.chat.kind)).catch((error: unknown) => {
      if (error instanceof ApiError && error.code === BAD_CARD) return post(api, out, encodeText(text), '/text')
      throw error
    })
  if (out.image) return await post(api, out, encodePicture(text, await uploadImage(api, out.image.png)))
  return await post(api, out, encodeText(text))
}

/** The message that was to be quoted is gone, or its id is not taken. */
const NO_SUCH_MESSAGE: ReadonlySet<number> = new Set([230_001, 230_011, 230_110, 231_003])

const post = async (api: Api, out: OutMessage, body: Encoded, as = ''): Promise<Sent> => {
  const data = { ...body, uuid: uuidOf(`${out.key}${as}`) }
  if (out.replyTo !== undefined)
    try {
      const path = `/im/v1/messages/${encodeURIComponent(out.replyTo)}/reply`
      return await api.call(sent, { method: 'POST', path, data })
    } catch (error) {
      if (!(error instanceof ApiError && NO_SUCH_MESSAGE.has(error.code))) throw error
    }
  return await api.call(sent, {
    method: 'POST',
    path: '/im/v1/messages',
    params: { receive_id_type: out.chat.kind === 'group' ? 'chat_id' : 'open_id' },
    data: { receive_id: out.chat.id, ...data },
  })
}

const uploadImage = async (api: Api, png: Uint8Array): Promise<string> => {
  const { image_key } = await api.call(z.object({ image_key: z.string() }), {
    method: 'POST',
    path: '/im/v1/images',
    headers: { 'Content-Type': 'multipart/form-data' },
    data: { image_type: 'message', image: Buffer.from(png) },
  })
  return image_key
}

const done = async (nativeId: string | undefined, call: Promise<unknown>): Promise<SendResult> => {
  try {
    await call
    return { status: 'sent', ...(nativeId === undefined ? {} : { nativeId }) }
  } catch (error) {
    return resultOf(error)
  }
}

const messagePath = (id: string): string => `/im/v1/messages/${encodeURIComponent(id)}`

export const edit = (api: Api, id: string, text: string): Promise<SendResult> =>
  done(id, api.call(nothing, { method: 'PUT', path: messagePath(id), data: encodeText(text) }))

export const editCard = (api: Api, id: string, card: Card, chat: ChatRef): Promise<SendResult> => {
  const { content } = encodeCard(card, chat.kind)
  return done(id, api.call(nothing, { method: 'PATCH', path: messagePath(id), data: { content } }))
}

export const recall = (api: Api, id: string): Promise<SendResult> =>
  done(id, api.call(nothing, { method: 'DELETE', path: messagePath(id) }))

/** The bot takes itself out of a group. */
export const leave = (api: Api, appId: string, chat: ChatRef): Promise<SendResult> =>
  done(
    undefined,
    api.call(nothing, {
      method: 'DELETE',
      path: `/im/v1/chats/${encodeURIComponent(chat.id)}/members`,
      params: { member_id_type: 'app_id' },
      data: { id_list: [appId] },
    }),
  )
