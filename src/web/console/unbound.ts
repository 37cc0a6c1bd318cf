import { html } from 'hono/html'
import { type Heard, NOBODY, type Row } from '../../app/model.ts'
import { alone, list, type Task } from '../../app/operations.ts'
import { giveBack, lostGroups, regainGroup } from '../../app/regain.ts'
import { CONSOLE, noteDone, type Session } from '../../app/sign-in.ts'
import { DAY } from '../../core/kernel/calendar.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import type { Html } from './layout.ts'
import { timesOf } from './time.ts'
import { platformWord, scopeWord } from './words.ts'

/** A chat of an earlier login that is silent this long (ms) is no question any more. */
const RECENT = 7 * DAY
/** So many of its last messages help to see which group it is. */
const SHOWN = 5

interface Question {
  readonly chat: Row<'chats'>
  readonly said: readonly Heard[]
  /** Which of this community's groups it may be. */
  readonly lost: readonly Row<'groups'>[]
}

/** Groups that a new login has lost, and the chats that may be them: staff say which, here or by a code in the group. */
export function* unboundView(session: Session, now: number): Task<Html | ''> {
  const questions = yield* openQuestions(session.community.id, now)
  if (questions.length === 0) return ''
  const times = timesOf(session.community.timezone, now)
  const lost = new Map(questions.flatMap((question) => question.lost).map((group) => [group.id, group]))
  return html`<h2>换号以后没认出来的群</h2>
<p>微信这类平台每次登录，群号都会变。群名和人都对得上的会自己接上；下面这些没有把握，里面的话都留着，五共不往里发。请您说是哪个群，接上以后再补听。</p>
${questions.map(
  ({
    chat,
    said,
    lost,
  }) => html`<section class="unbound"><h3>${chat.name || '（没有名字的群）'}<small>　${platformWord(chat.adapter)}</small></h3>
<ul class="plain-list">${said.map(({ payload, sentAt }) => {
    const { sender, text } = payload
    return html`<li>${times.moment(sentAt)}　${maskNumbers(sender?.card ?? sender?.nick ?? '')}：${maskNumbers(text)}</li>`
  })}</ul>
<form method="post" action="/groups/regain"><input type="hidden" name="chat" value="${chat.id}"><label>这是 <select name="group">${lost.map((group) => html`<option value="${group.id}">${group.name}（${scopeWord(group)}）</option>`)}</select></label> <button>接上</button></form></section>`,
)}
<p>认不出是哪个聊天的，也可以要一个码，到那个群里发“/绑定 六位数”。</p>
${[...lost.values()].map((group) => html`<form method="post" action="/groups/code"><input type="hidden" name="group" value="${group.id}"><button class="small">给“${group.name}”一个码</button></form>`)}`
}

function* openQuestions(communityId: string, now: number): Task<Question[]> {
  const questions: Question[] = []
  for (const chat of yield* list('chats', { communityId: NOBODY, kind: 'group' }, { order: 'id', desc: true })) {
    if (chat.epoch === '') continue
    const lost = yield* lostGroups(communityId, chat)
    if (lost.length === 0) continue
    const said = yield* list(
      'inbox',
      { communityId: NOBODY, chatId: chat.id },
      { order: 'seq', desc: true, limit: SHOWN },
    )
    if ((said[0]?.receivedAt ?? 0) > now - RECENT)
      questions.push({ chat, said: said.filter((row) => row.kind === 'message').reverse(), lost })
  }
  return questions
}

/** Staff say which group a chat is. False where the chat or the group is no open question of this community. */
export function* regainByHand(by: Session, chatId: number, groupId: string, now: number): Task<boolean> {
  const to = by.community.id
  // In the order in which a message of nobody's chat takes them: nobody handles the chat meanwhile.
  return yield* alone(NOBODY, () =>
    alone(to, function* () {
      const question = (yield* openQuestions(to, now)).find(({ chat }) => chat.id === chatId)
      if (!question?.lost.some(({ id }) => id === groupId)) return false
      const { chat } = question
      yield* regainGroup({ communityId: to, id: groupId }, chat, chat.name)
      yield* giveBack(chat, to, now)
      yield* noteDone(by, 'group.rebound', `group:${groupId}`, { chat: chatId, by: CONSOLE }, now)
      return true
    }),
  )
}

/** The code of a lost group, shown once. */
export const groupCodeView = (code: string): Html =>
  html`<h1>绑定码</h1><p class="code">${code}</p><p>30分钟内，在要接上的那个群里发：<b>/绑定 ${code}</b>。只能用一次。</p><p><a href="/groups">回到群和平台</a></p>`
