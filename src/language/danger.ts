import { type Plea, readPlea } from './danger/pleas.ts'
import { type Report, REPORTS } from './danger/reports.ts'
import { WORRIES } from './danger/worries.ts'
import { PLACE, PLEA, plain, SIGN } from './danger/words.ts'
import type { Danger } from './meaning.ts'

/**
 * Reports of danger to life. A false alarm costs trust and a missed one may cost a life, so a report needs two things: the
 * danger itself, and a sign that it is here and now (a place, a person, or nothing but the cry). Talk about danger is
 * left alone: news, the past, warnings, suppositions, questions, jokes, figures of speech.
 */

/** Anywhere before the danger in its sentence: then it is supposed, told, warned of or long ago. */
const TALK =
  /如果|要是|万一|假如|假设|倘若|一旦|防止|预防|避免|谨防|严防|以防|以免|免得|防范|小心|注意|当心|警惕|上[次回]|上周|上个?月|去年|前年|以前|之前|曾经|当年|那年|那次|那时|那天|小时候|\d月|\d+年|新闻|电视|报道|报纸|视频|抖音|电影|小说|游戏|梦|听说|据说|传说|说过|说哪里|隐患|可能|容易|会不会|怕|担心|恐怕|演习|演练|培训|宣传|讲座|知识|培训|模拟|保险|想象|(?<!好)像|似的|差点|险些|每次|总是|好像要|带来|造成|导致|引起|引发|发生过|多次|曾|(?<![老有])人家|遇到|碰到|记得|记住|直播|热搜|刷到|[剧故]里|老家|外[地省]|(?:朋友|同[事学]|亲戚)[^,。;]{0,3}(?:小区|村|楼|那边|家)/

/** A day or two ago. Who was beaten at home then, or has not answered since, is in danger today. */
const RECENT = /昨[天晚日夜]|前[天晚几]/
const LASTING: ReadonlySet<Danger> = new Set(['violence', 'unanswered'])
/** Anywhere in it: then all of it is played. */
const PLAYED = /(?<!不是)(?:演习|演练|彩排|拍戏)/

/** Right before the danger, within its clause: it is denied, or a figure of speech. */
const DENIED =
  /(?:没有|没|不是|不会|反对|拒绝|禁止|制止|别|不要|不能|并未|未|无|不|会|能|得|得要|得都|嗓子|喉咙|脑袋|心里|头顶|鼻子|耳朵|脑子|眼睛|感动|激动|美|帅|甜|吓|累|饿|困|热|渴|气|笑|后院)(?:人|我|都|快|要|再|在|出|给|有|是|什么|到|到过|闻到|闻到过)*$/
/** Not yet so: 我快晕倒了 is a way of speaking. Who is about to jump is in danger, and so is who lives under a roof about to fall. */
const NEARLY = /(?:快|想|要)(?:要|都|给)?$/
const SOON: ReadonlySet<Danger> = new Set(['fall', 'ledge', 'self-harm', 'collapse'])

/** After it: a question, or a name of something (着火点). */
const ASKED =
  /^(?:了)?(?:的)?(?:事|那[个些次]|是什么|吗|么|嘛|没有|没|不|是不是|怎么办|咋办|该|要怎么|如何|怎样|时|的时候|的话|点|险|案|演|预|报警|检[测查]|之后该|的?(?:风险|故障|隐患|危险)|.{0,4}(?:的)?(?:风险|隐患))|^.{0,8}(?:吗|么|没有|怎么办|咋办|是什么|为什么|哪里|哪儿|是谁)?[?]/

const ASKING = /哪里|哪儿|什么地方|谁(?!家)|什么是|为什么|是不是|有没有|怎么(?!了)/
const JOKE =
  /哈哈|嘻嘻|嘿嘿|呵呵|hhh|23333|笑死|开玩笑|逗你|狗头|doge|\[(?:偷笑|捂脸|笑哭|破涕为笑|呲牙|旺柴)\]|😂|🤣|😄|😆|😁/i

/** A smell is asked about exactly when it is there: 谁家的煤气味这么大？ */
const SMELL_HERE = new RegExp(
  `${PLACE}.{0,8}(?:煤气|燃气|天然气)(?:的)?味|(?:闻到|[一这有]股|怎么有|臭鸡蛋).{0,12}(?:煤气|燃气|天然气)|谁家.{0,6}(?:煤气|燃气)`,
)

/** Told afterwards, or of what keeps happening: that is for the committee, not for the ambulance. */
const AFTERWARDS =
  /溺亡|身亡|死亡|遇难|隐患|扑灭|灭了|虚惊|误报|救出来了|没事了|抓[到住]了|找[到着]了|找回|[住出]院|[在进到]医院|送医院了|手术|后遗症|康复|抢救过来|[年月天]前/
/** Told to the end, it ended well: 被车撞了一下，没事. */
const ENDED_WELL = /^.{0,12}(?:没事|不要紧|不碍事|没大碍|没伤着|还好|好多了|虚惊|原来)/
const KEEPS_HAPPENING = /迟迟|经常|时常|长期|屡次|一直(?!在?[喊叫])|天天|每天|每晚|屡教不改|斗殴/

const isTalk = (sentence: string, index: number, length: number, danger: Danger, plea: Plea | null): boolean => {
  const told = sentence.slice(0, index + length)
  if (TALK.test(told) || AFTERWARDS.test(sentence) || (!LASTING.has(danger) && RECENT.test(told))) return true
  const rest = sentence.slice(index + length)
  if (ENDED_WELL.test(rest)) return true
  const asked = ASKING.test(told) || (plea === null && ASKED.test(rest))
  if (danger === 'gas' && asked && !/怎么办|咋办|什么是/.test(sentence)) return !SMELL_HERE.test(sentence)
  return asked
}

const CORE =
  /着火|着大火|起火|失火|起大火|冒.?烟|冒火|烧起来|烧着|着起来|火[灾花]|煤气(?:中毒)?|燃气|天然气|液化气|瓦斯|[困卡压埋]|(?<![没忘了记])关|触电|漏电|电[到倒击了]|坠楼|跳楼|跳下|掉|摔|坠|跌|绊|倒在|塌|垮|砸|撞|晕|昏|不省|没.?呼吸|没气|倒地|心脏|心梗|心肌|心绞|脑[梗溢出]|中[风毒]|噎|抽搐|休克|血|烫|农药|吃错|走丢|走失|跑丢|不见|自杀|轻生|割腕|上吊|短见|想不开|家暴|打|揍|刀|砍|捅|抢|撬|炸|拐|行凶|小偷|贼|喘|呼吸|出人命|救命|不想活|锁|燃|站|蹲|趴|挂|溺|落水|投[河江]|[进泡]水|滑坡/g

/** Whether what stands right before the dangerous word itself, inside its report, takes it back. */
const denied = (clause: string, index: number, length: number, danger: Danger): boolean => {
  let last = 0
  for (const match of clause.slice(index, index + length).matchAll(CORE)) last = match.index
  const before = clause.slice(0, index + last).replace(/是不是|有没有/g, '有')
  return DENIED.test(before) || (!SOON.has(danger) && NEARLY.test(before))
}

/** Real reports are short; in a long story the danger is one of many things told. */
const LONGEST_REPORT = 120

/** Whether a report counts, by its sentence and by what a plea for help after it means. */
type Counts = (sentence: string, danger: Danger, plea: Plea | null) => boolean

const certain: Counts = (sentence, danger, plea) =>
  (plea === null || plea === 'cry') && !(danger === 'crime' && KEEPS_HAPPENING.test(sentence))
/** Where nobody asks for help, no report is in doubt for it. */
const ASKED_FOR_HELP = new RegExp(PLEA)
const doubtful: Counts = (_sentence, _danger, plea) => plea === 'doubtful'
const likely: Counts = (_sentence, _danger, plea) => plea !== 'general'

/** The danger that a folded text reports as being here and now. Null for everything else. */
export const readDanger = (folded: string): Danger | null => among(REPORTS, folded, certain)

/** The danger that a folded text may report, and may not. Null for everything else, and for what is certain. */
export const readWorry = (folded: string): Danger | null => {
  if (!SIGN.test(folded)) return null
  const likeliest = among(WORRIES, folded, likely)
  if (likeliest) return likeliest
  return (ASKED_FOR_HELP.test(folded) ? among(REPORTS, folded, doubtful) : null) ?? readGuess(folded)
}

/**
 * Not sure, but something is seen or smelt: 可能着火了, 好像有煤气味吧. What might happen one day is none: it has not
 * happened (可能会, 可能着火), or more follows from it (可能着火了都不知道).
 */
const GUESS =
  /(?:可能|好像|似乎|疑似|估计|应该|怕是|恐怕|莫不是|别是|是不是|该?不会是?|闻(?:着|起来)像)(?:已经|真)?(?:是|有点?)?(?!会|要|就|能|不(?!行)|没(?!关|拧)|得|导致|引|带|造成|发生|容易|性|出)(?=[^,。;!?]{0,14}(?:[了啦](?![都就也才跑谁再后以之的怎咋])|味|没关|没拧))/g
const GUESSED = /[吧呢]+(?=[\s,。!?~]*$)/

const readGuess = (folded: string): Danger | null => {
  const said = folded.replace(GUESS, '')
  if (said === folded) return null
  const sure = said.replace(GUESSED, '').replace(/[?]+$/, '')
  return readDanger(sure) ?? among(WORRIES, sure, likely)
}

/** The first of the reports that the text makes. */
const among = (reports: readonly Report[], folded: string, counts: Counts): Danger | null => {
  if (!SIGN.test(folded)) return null
  const text = plain(folded).trim()
  if (text.length > LONGEST_REPORT || JOKE.test(text) || PLAYED.test(text)) return null
  const words = text.replace(/[\s,;:!。.~、]|\p{Extended_Pictographic}/gu, '')
  const whole = reports.find(({ alone }) => alone?.test(words))
  if (whole) return whole.danger
  let start = 0
  for (const sentence of text.split(/(?<=[。!?\n])/)) {
    for (const { danger, report, cry } of reports) {
      const bare = cry && sentence.split(/[,;:!。~.\s、]+/).some((clause) => cry.test(clause))
      if (bare && !TALK.test(sentence) && !RECENT.test(sentence)) return danger
      const match = report?.exec(sentence)
      if (!match) continue
      const { index, 0: said } = match
      const end = start + index + said.length
      const plea = readPlea(text.slice(0, start + index), said, text.slice(end), danger)
      if (isTalk(sentence, index, said.length, danger, plea) || !counts(sentence, danger, plea)) continue
      const clause = Math.max(...[',', ';', ':'].map((sign) => sentence.lastIndexOf(sign, index))) + 1
      if (!denied(sentence.slice(clause), index - clause, said.length, danger)) return danger
    }
    start += sentence.length
  }
  return null
}
