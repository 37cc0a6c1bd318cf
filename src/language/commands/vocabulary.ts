import { distance } from 'fastest-levenshtein'
import type { Command } from '../meaning.ts'

type Name = Command['name']

/** The words after the slash, and one example of how each is written. */
export const COMMANDS: readonly { readonly word: string; readonly name: Name; readonly example: string }[] = [
  { word: '帮助', name: 'help', example: '/帮助' },
  { word: '绑定', name: 'bind', example: '/绑定 3栋' },
  { word: '验证', name: 'verify-staff', example: '/验证 123456' },
  { word: '记录', name: 'record', example: '/记录' },
  { word: '候选', name: 'candidates', example: '/候选' },
  { word: '收下', name: 'take-candidate', example: '/收下 3' },
  { word: '不收', name: 'drop-candidate', example: '/不收 3' },
  { word: '受理', name: 'accept', example: '/受理 12' },
  { word: '转办', name: 'hand', example: '/转办 12 城管 3天' },
  { word: '办结', name: 'finish', example: '/办结 12 已换新灯' },
  { word: '答复', name: 'answer', example: '/答复 12 消防通道不能停车' },
  { word: '重开', name: 'resume', example: '/重开 12' },
  { word: '合并', name: 'merge', example: '/合并 12 9' },
  { word: '相似', name: 'alike', example: '/相似 12' },
  { word: '分类', name: 'categorise', example: '/分类 12 环境卫生' },
  { word: '拆开', name: 'split', example: '/拆开 9' },
  {
    word: '投票',
    name: 'poll',
    example: '/投票 东门要不要装充电桩\n1 装\n2 不装\n3 都行\n截止：明天18:00',
  },
  { word: '结束', name: 'close-poll', example: '/结束 3' },
  { word: '重开征集', name: 'reopen-poll', example: '/重开征集 3' },
  { word: '取消征集', name: 'cancel-poll', example: '/取消征集 3 选项写错了' },
  { word: '未答', name: 'missing-homes', example: '/未答 3' },
  {
    word: '招工',
    name: 'work',
    example: '/招工 清理车库\n地点：3栋地下车库\n时间：4月9日 8:00-12:00 2人\n报酬：每天120元\n要求：自带手套',
  },
  { word: '停招', name: 'close-work', example: '/停招 3' },
  { word: '重开招工', name: 'reopen-work', example: '/重开招工 3' },
  { word: '改招工', name: 'change-work', example: '/改招工 3\n地点：东门\n时间：4月10日 8:00-12:00\n人数：3' },
  { word: '取消招工', name: 'cancel-work', example: '/取消招工 3 下雨改期' },
  { word: '名单', name: 'roster', example: '/名单 3' },
  { word: '确认报名', name: 'confirm-signup', example: '/确认报名 3 2' },
  { word: '不确认', name: 'decline-signup', example: '/不确认 3 2' },
  { word: '移出', name: 'remove-signup', example: '/移出 3 张三' },
  { word: '核实', name: 'verify-home', example: '/核实 3-2-501 张三' },
  { word: '接龙', name: 'start-jielong', example: '/接龙 周六大扫除' },
  { word: '统计接龙', name: 'count-jielong', example: '/统计接龙 2' },
  { word: '结束接龙', name: 'close-jielong', example: '/结束接龙 2' },
  { word: '地名', name: 'name-places', example: '/地名 老槐树 幸福路' },
  { word: '知道了', name: 'put-aside', example: '/知道了' },
  { word: '日报', name: 'digest', example: '/日报' },
  { word: '后台', name: 'console', example: '/后台' },
]

/** What people call a thing that we call otherwise. */
const ALSO: Readonly<Record<string, string>> = {
  征集: '投票',
  意见征集: '投票',
  发起投票: '投票',
  表决: '投票',
  招人: '招工',
  招聘: '招工',
  派工: '转办',
  回复: '答复',
  完成: '办结',
  重新打开: '重开',
  没投: '未答',
  结束投票: '结束',
  重开投票: '重开征集',
  取消投票: '取消征集',
  撤销投票: '取消征集',
  作废: '取消征集',
  拒绝报名: '不确认',
  取消报名: '移出',
  移除: '移出',
  除名: '移出',
  踢出: '移出',
  开招: '重开招工',
  继续招工: '重开招工',
  停止投票: '结束',
  撤销: '重开',
  撤回: '重开',
}

/** Faces as phones write them: /微笑, /玫瑰. */
const FACE =
  /^(?:微笑|撇嘴|色|发呆|得意|流泪|害羞|闭嘴|睡|大哭|尴尬|发怒|调皮|呲牙|惊讶|难过|酷|冷汗|抓狂|吐|偷笑|可爱|白眼|傲慢|饥饿|困|惊恐|流汗|憨笑|大兵|奋斗|咒骂|疑问|嘘|晕|折磨|衰|骷髅|敲打|再见|擦汗|抠鼻|鼓掌|糗大了|坏笑|哈欠|鄙视|委屈|快哭了|阴险|亲亲|吓|可怜|菜刀|西瓜|啤酒|咖啡|饭|猪头|玫瑰|凋谢|示爱|爱心|心碎|蛋糕|闪电|炸弹|礼物|拥抱|强|弱|握手|胜利|抱拳|勾引|拳头|爱你|飞吻|跳跳|发抖|转圈|磕头|回头|跳绳|挥手|激动|献吻|红包|捂脸|笑哭|太阳|月亮|赞|加油|庆祝|烟花|鞭炮|福)$/

/** Whether a word after a slash may be meant for a command, though it is none of ours. */
export const isCommandLike = (word: string): boolean => /^[\u3400-\u9fff]{2,6}$/.test(word) && !FACE.test(word)

/** What follows a work and is not kept here yet: who came, for how long, what he is paid. It resembles none of the words above. */
const NOT_KEPT = /^(?:记工|考勤|签到|打卡|点名|工时|工日|工资|工钱|报酬|发钱|发工资|发工钱|发放|公示|验收|奖补)/

/** Whether a word after a slash is about hours, pay or publication. */
export const isNotKept = (word: string): boolean => NOT_KEPT.test(word)

/** The known word that is meant by another name, or differs by one character; by two where it has four or more. */
export const nearestWord = (said: string): string | null => {
  const also = Object.hasOwn(ALSO, said) ? ALSO[said] : undefined
  if (also !== undefined) return also
  const near = COMMANDS.map(({ word }) => ({ word, apart: distance(word, said) }))
    .filter(({ word, apart }) => apart > 0 && apart <= (word.length > 3 ? 2 : 1))
    .sort((a, b) => a.apart - b.apart)
  return near[0]?.word ?? null
}
