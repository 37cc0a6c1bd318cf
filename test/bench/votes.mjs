/** Votes concentrated on 20 groups with one open poll each; every resident changes his mind at each turn. */
export const GROUPS = 20
const RESIDENTS = 100

const base = {
  adapter: 'bench',
  account: 'bot',
  epoch: '',
  kind: 'msg',
  mentions: [],
  attachments: [],
  isSelf: false,
  late: false,
}

/** The i-th vote, as an adapter hands it over, in `groups` groups from number `first` on, of so many residents each. */
export const vote = (i, sentAt = 1_772_330_400_000 + i, groups = GROUPS, first = 0, residents = RESIDENTS) => {
  const group = first + (i % groups)
  const turn = Math.floor(i / groups)
  const resident = turn % residents
  const choice = ((Math.floor(turn / residents) + resident) % 3) + 1
  return {
    adapter: 'bench',
    account: 'bot',
    epoch: '',
    kind: 'msg',
    eventId: `e${i}`,
    nativeMsgId: `m${i}`,
    chat: { kind: 'group', id: `g${group}` },
    chatName: `幸福里${group}栋业主群`,
    sender: { id: `u${group}-${resident}`, nick: '居民', card: `${group + 1}-1-${101 + resident} 居民` },
    sentAt,
    text: String(choice),
    mentions: [],
    attachments: [],
    isSelf: false,
    late: false,
  }
}

/** What staff say to open the poll of a group. */
export const opening = (group, staff = 's0') => ({
  ...base,
  eventId: `open${group}`,
  nativeMsgId: `open${group}`,
  chat: { kind: 'group', id: `g${group}` },
  sender: { id: staff, nick: '王主任' },
  sentAt: Date.now(),
  text: '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行',
})

/** How many of the first n of these votes count for each option, group by group: the last one of each resident. */
export const expected = (n, voteOf = vote) => {
  const last = new Map()
  for (let i = 0; i < n; i += 1) {
    const { chat, sender, text } = voteOf(i)
    last.set(`${chat.id} ${sender.id}`, Number(text))
  }
  const counts = new Map()
  for (const [key, choice] of last) {
    const group = key.split(' ')[0]
    const sum = counts.get(group) ?? [0, 0, 0]
    sum[choice - 1] += 1
    counts.set(group, sum)
  }
  return counts
}
