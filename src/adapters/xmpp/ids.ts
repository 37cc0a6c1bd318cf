import type { ChatRef } from '../../chat/message.ts'
import type { Occupant } from './types.ts'

/** An address without its device: "a@b/c" is "a@b". */
export const bare = (jid: string): string => jid.split('/')[0] ?? ''

/** What stands behind the first "/": a device, or a name in a room. */
export const resource = (jid: string): string => jid.slice(bare(jid).length + 1)

const isBareJid = (id: string): boolean => /^[^\s/@]+@[^\s/@]+$/.test(id)

/** How we write an id of the platform's that may be any text, halves of characters among it. */
const written = (id: string): string => encodeURIComponent(id.replace(/\p{Surrogate}/gu, '\ufffd'))

/**
 * Who somebody is: his own address where the room shows it, else the room and his lasting id in it. Null where there
 * is neither: a name in a room is anybody's who takes it, and nobody is known by it.
 */
export const personId = (room: string, { jid, occupantId }: Occupant): string | null => {
  if (jid !== undefined) return jid
  return occupantId === undefined ? null : `${room}/${written(occupantId)}`
}

export type Person = { readonly jid: string } | { readonly room: string; readonly occupantId: string }

/** Whom an id of ours means; null where it is none. */
export const readPerson = (id: string): Person | null => {
  if (isBareJid(id)) return { jid: id }
  const room = bare(id)
  const occupantId = unwritten(resource(id))
  return isBareJid(room) && occupantId ? { room, occupantId } : null
}

/** A message's id bears its chat: ids are given by each room on its own. */
export const messageId = (chat: ChatRef, id: string): string => `${chat.id}/${written(id)}`

/** The platform's own id of a message in a chat; null where it is a message of another. */
export const readMessageId = (chat: ChatRef, id: string): string | null =>
  id.startsWith(`${chat.id}/`) ? unwritten(id.slice(chat.id.length + 1)) : null

const unwritten = (text: string): string | null => {
  try {
    return decodeURIComponent(text) || null
  } catch {
    return null
  }
}
