import { createMemoryState } from '@chat-adapter/state-memory'
import { Chat, Message, parseMarkdown } from 'chat'

/** A platform that takes everything at once. */
const adapter = () => {
  let sent = 0
  return {
    name: 'bench',
    userName: 'bot',
    lockScope: 'thread',
    initialize: async () => {},
    channelIdFromThreadId: (thread) => thread,
    decodeThreadId: (thread) => thread,
    encodeThreadId: (thread) => thread,
    parseMessage: (raw) => raw,
    postMessage: async (threadId) => {
      sent += 1
      return { id: `sent${sent}`, threadId, raw: {} }
    },
    editMessage: async () => ({}),
    deleteMessage: async () => {},
    addReaction: async () => {},
    removeReaction: async () => {},
    fetchMessages: async () => ({ messages: [] }),
    fetchThread: async (id) => ({ id, channelId: id, metadata: {} }),
    renderFormatted: () => '',
    startTyping: async () => {},
    isDM: () => false,
    handleWebhook: async () => new Response('ok'),
  }
}

/** The default way: a thread's state, kept in memory. */
export const memory = async () => {
  const platform = adapter()
  const state = createMemoryState()
  const chat = new Chat({ userName: 'bot', adapters: { bench: platform }, state, logger: 'silent' })
  const kept = new Map()
  chat.onSubscribedMessage(async (thread, message) => {
    if (!/^[1-9]$/.test(message.text)) return
    const { votes = {} } = (await thread.state) ?? {}
    votes[message.author.userId] = Number(message.text)
    await thread.setState({ votes })
    kept.set(thread.id, votes)
    await thread.post('已记录')
  })
  await chat.initialize?.()
  const subscribed = new Set()
  return {
    vote: async ({ id, group, user, choice }) => {
      const threadId = `bench:g${group}`
      if (!subscribed.has(threadId)) {
        subscribed.add(threadId)
        await state.subscribe(threadId)
      }
      const text = String(choice)
      const author = { userId: String(user), userName: 'r', fullName: '居民', isBot: false, isMe: false }
      const message = new Message({
        id: `m${id}`,
        threadId,
        text,
        formatted: parseMarkdown(text),
        raw: {},
        author,
        metadata: { dateSent: new Date(), edited: false },
        attachments: [],
        links: [],
      })
      await chat.handleIncomingMessage(platform, threadId, message)
    },
    choices: async () =>
      [...kept].flatMap(([thread, votes]) =>
        Object.entries(votes).map(([user, choice]) => ({ group: Number(thread.slice(7)), user: Number(user), choice })),
      ),
    close: async () => {},
  }
}
