import type { Danger } from '../meaning.ts'
import { PLEA } from './words.ts'

/**
 * What a report means that ends in 怎么办. `cry`: it happens here and now. `doubtful`: it may. `general`: it is a lesson,
 * a quiz, or an argument about what might happen.
 */
export type Plea = 'cry' | 'doubtful' | 'general'

/** Asked as a clause of its own right after the report: not 怎么办才对, 怎么办理. */
const ASKED_FOR = new RegExp(
  `^[了啦]?[,!。~、\\s]*${PLEA}[啊呀呢哦哪哟嘛啦了]*(?=[\\s,。!?;~、]|快|救|急|在线|求|大家|$)`,
)

const LESSON =
  /知识|科普|问答|抢答|考考|答案|(?<!问)题|贴士|招|技巧|指南|教[你您会]|学[会习]|课|竞赛|海报|标语|第一|首先|方法|做法|保险|赔|负责|才[对好行]|建议|请看|详见|转发|链接|http|[a-d][.、]/i
/** Before it stands why it might happen one day: 大门不关，孩子走丢了怎么办. */
const ARGUED = /不|没|别|乱|堵|堆|停|总|老是|天天|经常|到时|以后|将来|哪天|谁|装|[这那][样么]|会|问|太/
const CRIES = /不好了|出事了|没办法|救命|快?来人|大家|怎么办|[\s,。!?~、啊呀]/g

/** Whose it is, or where, so that it is no example: 我家, 我爸, 3栋, 隔壁. */
const DEFINITE =
  /[我俺咱]|\d(?:栋|幢|座|号楼|单元|楼|层|室|-)|[一二三四五六七八九十](?:栋|幢|号楼|单元)|楼[上下]|隔壁|对[门面]|老[公婆伴]|老头子|婆婆/
/** Nobody talks of these at such length that a bare 有人触电了怎么办 would be talk. */
const CANNOT_WAIT: ReadonlySet<Danger> = new Set(['medical', 'electric', 'gas'])

/** How a plea after a report is meant; null where none follows. `before` and `after` are the rest of the message. */
export const readPlea = (before: string, report: string, after: string, danger: Danger): Plea | null => {
  const plea = ASKED_FOR.exec(after)
  if (!plea) return null
  const rest = after.slice(plea[0].length)
  const lead = `${before}${/^.*[,;]/.exec(report)?.[0] ?? ''}`.replace(CRIES, '')
  if (LESSON.test(lead) || LESSON.test(rest)) return 'general'
  const definite = DEFINITE.test(report) || /[我俺咱]们?家?的?$/.test(lead)
  if (ARGUED.test(lead)) return definite && danger === 'medical' ? 'doubtful' : 'general'
  const happened = /[了啦]/.test(report) || /^[了啦]/.test(after)
  if (definite) return happened ? 'cry' : 'doubtful'
  if (!happened) return report.startsWith('闻到') ? 'doubtful' : 'general'
  if (!CANNOT_WAIT.has(danger)) return lead === '' ? 'doubtful' : 'general'
  return lead === '' && !rest.startsWith('?') ? 'cry' : 'doubtful'
}
