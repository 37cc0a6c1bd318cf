import type { Outcome, Screen, ShownMessage } from '../platform.ts'

/** Who looks at this page. */
export const as = document.body.dataset.as ?? ''

const get = async <T>(path: string, query: Record<string, string>): Promise<T | null> => {
  const response = await fetch(`/sim/api/${path}?${new URLSearchParams({ as, ...query })}`)
  return response.ok ? ((await response.json()) as T) : null
}

export const getScreen = (): Promise<Screen | null> => get<Screen>('world', {})

export const getHistory = async (room: string): Promise<readonly ShownMessage[]> =>
  (await get<{ messages: readonly ShownMessage[] }>('history', { room }))?.messages ?? []

export const imageUrl = (message: string): string =>
  `/sim/api/image/${encodeURIComponent(message)}?${new URLSearchParams({ as })}`

/** Does something. What went wrong comes back as one sentence. */
export const post = async (path: string, body: object): Promise<Outcome> => {
  try {
    const response = await fetch(`/sim/api/${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-wugong-sim': '1' },
      body: JSON.stringify(body),
    })
    return (await response.json()) as Outcome
  } catch {
    return { refused: '没有连上，请看看五共是不是还开着。' }
  }
}
