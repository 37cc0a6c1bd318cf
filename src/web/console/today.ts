import { html } from 'hono/html'
import { digestFacts } from '../../app/handlers/digest.ts'
import { lastDigest } from '../../app/handlers/since-digest.ts'
import { count, type Task } from '../../app/operations.ts'
import { accountsOf, backlogOf } from '../../app/standstill.ts'
import type { Session } from '../../app/sign-in.ts'
import type { DigestFacts } from '../../core/digest/digest.ts'
import { wallTime } from '../../core/kernel/calendar.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { type Concern, concernsOf } from './attention.ts'
import type { AdapterHealth } from './health.ts'
import type { Html } from './layout.ts'
import { gapsOf, reachOf } from './lookups.ts'
import { type Times, timesOf } from './time.ts'
import { HEALTH, platformWord } from './words.ts'

/** Characters of a message shown with what waits for a person. */
const SHOWN = 120

const WHAT: Readonly<Record<Concern['kind'], string>> = {
  danger: '险情，请回访',
  parked: '这条没处理成',
  unknown: '不知道送到没有',
  rejected: '没送到，平台不让发',
}

/** What a committee needs to know now: what waits for a person first, then the digest's own counts. */
export function* todayView(session: Session, now: number, health: readonly AdapterHealth[]): Task<Html> {
  const { community } = session
  const times = timesOf(community.timezone, now)
  const last = yield* lastDigest(community)
  const since = last.at
  const facts = yield* digestFacts(community, last, now)
  const reach = yield* reachOf(community.id)
  const concerns = yield* concernsOf(session, reach, now)
  const lines = (danger: boolean) =>
    concerns.filter(({ kind }) => (kind === 'danger') === danger).map((concern) => concernLine(concern, times))
  const gaps = yield* gapsOf(reach, since)
  const { month, day } = wallTime(now, community.timezone)
  const { requests } = facts
  const { candidates, unheard } = facts.needsPerson
  const unverified = facts.openPolls.filter((poll) => poll.waiting > 0)
  const troubles = yield* troublesOf(community.id, health, times)
  // However long ago it came: nobody has said yet that it is taken up.
  const untaken = yield* count('suggestions', { communityId: community.id, status: 'received', mergedInto: null })
  const waiting =
    troubles.length +
    untaken +
    candidates +
    unheard +
    concerns.length +
    requests.reduce((sum, { count }) => sum + count, 0) +
    unverified.reduce((sum, poll) => sum + poll.waiting, 0)
  return html`<h1>今天 <small>${month}月${day}日</small></h1>
<section><h2>要您处理${waiting > 0 ? html` <b class="tally">${waiting}</b>` : ''}</h2>
${
  waiting === 0
    ? html`<p class="empty">没有要处理的。</p>`
    : html`<ul class="concerns">${lines(true)}${troubles}${untaken === 0 ? '' : html`<li><div><b>建议等受理</b><p>回“/受理 号码”或“/转办 号码 物业 3天”。</p></div><div class="acts"><a class="button" href="/suggestions?status=received">看${untaken}条</a></div></li>`}${candidates === 0 ? '' : html`<li><div><b>群里像是诉求的话</b><p>没搭话，等您看一眼。</p></div><div class="acts"><a class="button" href="/candidates?status=waiting">看${candidates}句</a></div></li>`}${unheard === 0 ? '' : html`<li><div><b>私下没听明白的话</b><p>已告诉本人转给您看。</p></div><div class="acts"><a class="button" href="/candidates?status=waiting">看${unheard}句</a></div></li>`}${requests.map(
        ({ number, title, count }) =>
          html`<li><div><b>代报名等确认</b><p>${title}</p></div><div class="acts"><a class="button" href="/work/${number}?status=requested">看${count}个</a></div></li>`,
      )}${unverified.map(
        (poll) =>
          html`<li><div><b>回答等核实门牌</b><p>${poll.title}</p></div><div class="acts"><a class="button" href="/polls/${poll.number}">看${poll.waiting}个</a></div></li>`,
      )}${lines(false)}</ul>`
}
</section>
${counts(facts)}
<p class="since">“新”“又打开”和“办结”从${since < community.createdAt ? '开始用' : `${times.moment(since)}的日报`}算起。</p>
${
  gaps.length === 0
    ? ''
    : html`<section><h2>没看到的时间</h2><ul class="plain-list">${gaps.map(({ from, to }) => html`<li>${times.span(from, to)}断线，这段时间群里的话没看到。</li>`)}</ul></section>`
}`
}

/** What hinders everybody: nobody handles what was said, or groups are not heard. The committee can only call somebody. */
function* troublesOf(communityId: string, health: readonly AdapterHealth[], times: Times): Task<Html[]> {
  const troubles: Html[] = []
  const backlog = yield* backlogOf(communityId, times.now)
  if (backlog)
    troubles.push(
      html`<li><div><b>没人处理消息</b><p>从${times.moment(backlog.since)}起有${backlog.messages}条等着，话没有丢。请找管五共这台机器的人看看。</p></div></li>`,
    )
  for (const { adapter, account } of yield* accountsOf(communityId)) {
    const state = health.find((one) => one.name === adapter && one.account === account)?.health ?? 'down'
    if (state === 'down' || state === 'needs-login')
      troubles.push(
        html`<li><div><b>${platformWord(adapter)}${HEALTH[state]}</b><p>群里的话现在收不到，也发不出。</p></div><div class="acts"><a class="button" href="/groups">看平台</a></div></li>`,
      )
  }
  return troubles
}

const concernLine = ({ key, kind, at, where, who, text }: Concern, times: Times): Html => {
  const button = (action: string, label: string, look: string) =>
    html`<form method="post" action="${action}"><input type="hidden" name="key" value="${key}"><button class="${look}">${label}</button></form>`
  return html`<li><div><b>${WHAT[kind]}</b> <small>${[times.moment(at), where, who].filter((part) => part !== '').join('　')}</small>
${text === '' ? '' : html`<p>${cut(maskNumbers(text))}</p>`}</div>
<div class="acts">${kind === 'unknown' || kind === 'rejected' ? button('/concerns/again', '再发一次', 'small') : ''}${button('/concerns/aside', '知道了', 'quiet')}</div></li>`
}

const counts = (facts: DigestFacts): Html => {
  const tile = (n: number, label: string, href: string, more = '') =>
    html`<li class="${n === 0 ? 'none' : ''}"><a href="${href}"><b>${n}</b><span>${label}</span>${more === '' ? '' : html`<small>${more}</small>`}</a></li>`
  const sum = (pick: (work: DigestFacts['works'][number]) => number) =>
    facts.works.reduce((n, work) => n + pick(work), 0)
  const taken = sum((work) => work.taken)
  const left = sum((work) => Math.max(0, work.places - work.taken))
  return html`<section><h2>建议</h2><ul class="tiles">
${tile(facts.received.length, '新建议', '/suggestions?status=new')}
${tile(facts.reopened.length, '又打开', '/suggestions?status=reopened')}
${tile(facts.overdue.length, '到期没办完', '/suggestions?status=overdue')}
${tile(facts.dueToday.length, '今天到期', '/suggestions?status=today')}
${tile(facts.dueTomorrow.length, '明天到期', '/suggestions?status=due')}
${tile(facts.closed.length, '办结答复', '/suggestions?status=closed')}
</ul></section>
<section><h2>征集和招工</h2><ul class="tiles">
${tile(facts.openPolls.length, '征集中', '/polls?status=open')}
${tile(facts.closedPolls.length, '征集结束', '/polls?status=just-closed')}
${tile(facts.works.length, '招工报名中', '/work?status=open', facts.works.length === 0 ? '' : `报上${taken}个，${left === 0 ? '满了' : `还缺${left}个`}`)}
</ul></section>`
}

const cut = (text: string): string => {
  const characters = [...text.replace(/\s+/g, ' ').slice(0, SHOWN * 4)]
  return characters.length <= SHOWN ? characters.join('') : `${characters.slice(0, SHOWN - 1).join('')}…`
}

/** Says what was just put aside, with the way back. */
export const asideNotice = (key: string): Html =>
  html`<form class="notice" role="status" method="post" action="/concerns/back"><span>收起了一条。</span><input type="hidden" name="key" value="${key}"><button class="quiet">撤销</button></form>`
