import { z } from 'zod'

/** Largest picture a resident may send, in bytes. */
const MAX_PICTURE = 2 * 1024 * 1024

const id = z.string().min(1).max(64)
const name = z.string().min(1).max(40)

const KINDS = [
  { type: 'image/png', starts: [0x89, 0x50, 0x4e, 0x47] },
  { type: 'image/jpeg', starts: [0xff, 0xd8, 0xff] },
  { type: 'image/gif', starts: [0x47, 0x49, 0x46, 0x38] },
  { type: 'image/webp', starts: [0x52, 0x49, 0x46, 0x46] },
] as const

/** A picture is what its first bytes say it is. */
const picture = z.object({ base64: z.base64(), alt: z.string().max(80) }).transform(({ base64, alt }, context) => {
  const bytes = Buffer.from(base64, 'base64')
  const kind = KINDS.find(({ starts }) => starts.every((byte, index) => bytes[index] === byte))
  if (kind && bytes.length <= MAX_PICTURE) return { type: kind.type, base64, alt }
  context.addIssue({ code: 'custom', message: '图片不能超过2MB，要是 PNG、JPG、GIF 或 WebP。' })
  return z.NEVER
})

export const say = z.object({
  person: id,
  room: id,
  text: z.string().max(1_000_000),
  quote: id.optional(),
  mentionBot: z.boolean().optional(),
  picture: picture.optional(),
})

export const tap = z.object({ person: id, message: id, value: z.string().max(400) })
export const recall = z.object({ person: id, message: id })
export const person = z.object({ nick: name, staff: z.boolean().optional() })
export const room = z.object({ name })
export const join = z.object({ room: id, person: id, card: z.string().max(40).optional() })
export const clock = z.object({ to: z.enum(['18:00', '9:00', '+30']) })
export const faults = z
  .object({
    duplicates: z.boolean(),
    reorder: z.boolean(),
    late: z.boolean(),
    dropped: z.boolean(),
    backfill: z.boolean(),
    rate: z.int().min(0).max(20),
    unknown: z.enum(['off', 'shown', 'lost']),
    relogin: z.boolean(),
  })
  .partial()
  .strict()
