import { html } from 'hono/html'
import type { Row } from '../../app/model.ts'
import { find, list, type Task, update } from '../../app/operations.ts'
import { noteDone, type Session } from '../../app/sign-in.ts'
import { maskNumbers } from '../../core/kernel/mask.ts'
import { roleText } from '../../phrases/people.ts'
import type { Html } from './layout.ts'
import { groupsById } from './lookups.ts'
import type { Table } from './table.ts'
import { timesOf } from './time.ts'
import { RESIDENCY_SOURCE, RESIDENCY_STATUS, STAFF_ROLES } from './words.ts'

interface Line {
  readonly member: Row<'members'>
  readonly card: string
  readonly residency: Row<'residencies'> | null
  readonly roles: readonly string[]
  readonly groups: readonly string[]
  /** Of the home, as the register has them; masked. */
  readonly phones: readonly string[]
}

/** Everyone we know in a community, one line for each home a person has. */
export function* peopleTable({ community }: Session, now: number): Task<Table<Line>> {
  const times = timesOf(community.timezone, now)
  const rows = yield* lines(community.id)
  const status = ({ residency }: Line) => (residency ? RESIDENCY_STATUS[residency.status] : '没有登记')
  return {
    path: '/people',
    name: '居民',
    rows,
    columns: [
      {
        key: 'name',
        header: '名字',
        kind: 'main',
        text: ({ member }) => maskNumbers(member.name),
        cell: ({ member }) => html`<span class="words">${maskNumbers(member.name)}</span>`,
      },
      {
        key: 'home',
        header: '门牌',
        kind: 'short',
        text: ({ residency }) => residency?.home ?? '',
        order: ({ residency }) => residency?.home ?? null,
      },
      {
        key: 'status',
        header: '核实',
        text: status,
        cell: (line) =>
          html`<span class="mark ${line.residency?.status === 'claimed' ? 'open' : 'over'}">${status(line)}</span>`,
      },
      {
        key: 'source',
        header: '门牌来处',
        text: ({ residency }) => (residency ? RESIDENCY_SOURCE[residency.source] : ''),
      },
      { key: 'verify', header: '核实住处', text: () => '', cell: verifyButton, only: 'page' },
      { key: 'roles', header: '身份', text: ({ roles }) => roles.map(roleText).join('、') },
      { key: 'card', header: '群名片', kind: 'minor', text: ({ card }) => maskNumbers(card) },
      { key: 'groups', header: '群', kind: 'minor', text: ({ groups }) => groups.join('、') },
      { key: 'phones', header: '登记电话', kind: 'short', text: ({ phones }) => phones.join('、') },
      {
        key: 'createdAt',
        header: '认识于',
        only: 'file',
        text: ({ member }) => times.stamp(member.createdAt),
      },
    ],
    filters: [
      { value: 'claimed', label: '待核实的', keep: ({ residency }) => residency?.status === 'claimed' },
      { value: 'verified', label: '已核实的', keep: ({ residency }) => residency?.status === 'verified' },
      { value: 'no-home', label: '没有登记门牌的', keep: ({ residency }) => residency === null },
      { value: 'staff', label: '工作人员', keep: ({ roles }) => STAFF_ROLES.some((role) => roles.includes(role)) },
    ],
    sort: { key: 'home', desc: false },
    empty: '还不认识谁。居民在群里说过话，就会出现在这里。',
  }
}

function* lines(communityId: string): Task<Line[]> {
  const groups = yield* groupsById(communityId)
  const cards = new Map<string, { card: string; groups: string[] }>()
  for (const group of groups.values())
    for (const { memberId, card } of yield* list('memberships', { groupId: group.id })) {
      const known = cards.get(memberId) ?? { card: '', groups: [] }
      cards.set(memberId, { card: card === '' ? known.card : card, groups: [...known.groups, group.name] })
    }
  const residencies = byMember(yield* list('residencies', { communityId }))
  const roles = byMember(yield* list('roles'))
  const households = yield* list('households', { communityId })
  const phones = new Map(households.map((h) => [h.home, h.phones.map((phone) => maskNumbers(phone))]))
  return (yield* list('members', { communityId, forgottenAt: null }, { order: 'createdAt' })).flatMap(
    (member): Line[] => {
      const base = {
        member,
        card: cards.get(member.id)?.card ?? '',
        groups: cards.get(member.id)?.groups ?? [],
        roles: (roles.get(member.id) ?? []).map(({ role }) => role),
      }
      const homes = residencies.get(member.id) ?? []
      if (homes.length === 0) return [{ ...base, residency: null, phones: [] }]
      return homes.map((residency) => ({ ...base, residency, phones: phones.get(residency.home) ?? [] }))
    },
  )
}

const byMember = <R extends { readonly memberId: string }>(rows: readonly R[]): Map<string, R[]> => {
  const found = new Map<string, R[]>()
  for (const row of rows) {
    const known = found.get(row.memberId)
    if (known) known.push(row)
    else found.set(row.memberId, [row])
  }
  return found
}

const verifyButton = ({ member, residency }: Line): Html | string => {
  if (residency?.status !== 'claimed') return ''
  return html`<form method="post" action="/people/verify"><input type="hidden" name="member" value="${member.id}"><input type="hidden" name="home" value="${residency.home}"><button class="small">核实<span class="unseen">${member.name}住${residency.home}</span></button></form>`
}

/** Takes a claimed home as proven. False where there is no such claim in this community. */
export function* verifyResidency(by: Session, memberId: string, home: string, now: number): Task<boolean> {
  const key = { memberId, home, communityId: by.community.id }
  const claim = yield* find('residencies', { ...key, status: 'claimed' })
  if (!claim) return false
  yield* update('residencies', key, { status: 'verified', source: 'staff' })
  yield* noteDone(by, 'home.verified', `member:${memberId}`, { home, source: claim.source }, now)
  return true
}

/** Takes a verification made here back: the claim is again what it was. */
export function* unverifyResidency(by: Session, memberId: string, home: string, now: number): Task<boolean> {
  const key = { memberId, home, communityId: by.community.id }
  const events = yield* list(
    'events',
    { communityId: by.community.id, subject: `member:${memberId}` },
    { order: 'seq', desc: true },
  )
  const verified = events.find(({ type, data }) => type === 'home.verified' && data.home === home)
  if (!verified || !(yield* find('residencies', { ...key, status: 'verified' }))) return false
  yield* update('residencies', key, { status: 'claimed', source: verified.data.source === 'card' ? 'card' : 'said' })
  yield* noteDone(by, 'home.unverified', `member:${memberId}`, { home }, now)
  return true
}

/** Says what was just verified, with the way back; nothing where it is not so. */
export function* verifiedNotice({ community }: Session, memberId: string, home: string): Task<Html | ''> {
  const member = yield* find('members', { id: memberId, communityId: community.id })
  if (!member || !(yield* find('residencies', { memberId, home, status: 'verified' }))) return ''
  return html`<form class="notice" role="status" method="post" action="/people/unverify"><span>${member.name}住${home}，记成已核实了。</span><input type="hidden" name="member" value="${memberId}"><input type="hidden" name="home" value="${home}"><button class="quiet">撤销</button></form>`
}

/** Where a code is made: for somebody new, or for one of the staff who changed phones. */
export const codeForm = (
  staff: readonly Row<'members'>[],
): Html => html`<details class="code"><summary>给工作人员一个验证码</summary>
<form method="post" action="/people/code"><label>给谁 <select name="member"><option value="">新来的</option>${staff.map(({ id, name }) => html`<option value="${id}">${name}（换了号）</option>`)}</select></label> <label>身份 <select name="role">${STAFF_ROLES.map((role) => html`<option value="${role}">${roleText(role)}</option>`)}</select></label><button>生成验证码</button></form></details>`

/** The code, shown this once. */
export const codeView = (code: string, role: string): Html => html`<p class="back"><a href="/people">全部居民</a></p>
<h1>${roleText(role)}的验证码</h1>
<p class="big-code">${code.slice(0, 3)} ${code.slice(3)}</p>
<p>请本人私聊机器人，发 <code>/验证 ${code}</code>。30分钟内有效，只能用一次，只在这里显示这一回。</p>`
