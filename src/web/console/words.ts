import type { Row } from '../../app/model.ts'
import type { AdapterHealth } from './health.ts'

/** Words for what tables keep as codes. */
export const SUGGESTION_STATUS: Readonly<Record<Row<'suggestions'>['status'], string>> = {
  received: '新收到',
  accepted: '已受理',
  handed: '已转办',
  done: '已办结',
  answered: '已答复',
  withdrawn: '已撤回',
}

export const CANDIDATE_STATUS: Readonly<Record<Row<'candidates'>['status'], string>> = {
  waiting: '等着看',
  taken: '收下了',
  dropped: '不收',
}

export const POLL_STATUS: Readonly<Record<Row<'polls'>['status'], string>> = {
  open: '征集中',
  closed: '已结束',
  cancelled: '已取消',
}

export const WORK_STATUS: Readonly<Record<Row<'works'>['status'], string>> = {
  open: '报名中',
  closed: '报名结束',
  cancelled: '已取消',
}

export const SIGNUP_STATUS: Readonly<Record<Row<'signups'>['status'], string>> = {
  in: '报上了',
  waiting: '排队',
  requested: '代报名，等确认',
  cancelled: '退出了',
}

export const RESIDENCY_STATUS: Readonly<Record<Row<'residencies'>['status'], string>> = {
  claimed: '待核实',
  verified: '已核实',
}

export const RESIDENCY_SOURCE: Readonly<Record<Row<'residencies'>['source'], string>> = {
  card: '群名片',
  said: '自己说的',
  staff: '工作人员',
  register: '名册',
}

/** Roles that a one-time code can prove in chat. */
export const STAFF_ROLES = ['staff', 'committee'] as const

export const scopeWord = ({ scope, building, unit }: Pick<Row<'groups'>, 'scope' | 'building' | 'unit'>): string => {
  switch (scope) {
    case 'community':
      return '全社区'
    case 'committee':
      return '居委会'
    case 'staff':
      return '工作人员'
    case 'building':
      return `${building ?? ''}栋`
    case 'unit':
      return `${building ?? ''}栋${unit ?? ''}单元`
  }
}

export const HEALTH: Readonly<Record<AdapterHealth['health'], string>> = {
  ok: '正常',
  degraded: '时断时续',
  'needs-login': '要重新登录',
  down: '连不上',
}

const PLATFORMS: Readonly<Record<string, string>> = {
  simulator: '模拟群聊',
  sim: '模拟群聊',
  feishu: '飞书',
  dingtalk: '钉钉',
  wecom: '企业微信',
  wechat: '微信',
  qq: 'QQ',
  robot: '群机器人',
  email: '邮件',
  onebot: 'QQ（OneBot）',
  xmpp: 'XMPP',
}

export const platformWord = (adapter: string): string => PLATFORMS[adapter] ?? adapter
