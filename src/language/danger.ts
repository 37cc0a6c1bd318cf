import type { Danger } from './meaning.ts'

/**
 * Reports of danger to life. A false alarm costs trust and a missed one may cost a life, so a report needs two things: the
 * danger itself, and a sign that it is here and now (a place, a person, or nothing but the cry). Talk about danger is
 * left alone: news, the past, warnings, suppositions, questions, jokes, figures of speech.
 */

const PLACE =
  '(?:(?:\\d{1,3}|[一二三四五六七八九十]{1,3})\\s*(?:栋|幢|座|号楼|单元|楼|层|室)|\\d{1,3}-\\d{1,3}(?:-\\d{3,4})?|楼道|楼上|楼下|楼里|楼梯|楼顶|楼栋|楼前|楼后|外面|外头|对面|旁边|单元|电梯|[我你他她]们?家|家里|屋里|屋子|房间|隔壁|对门|对面楼|邻居家|有人家|地下室|地库|车库|车棚|充电|门口|院子里|小区|社区|厨房|阳台|窗户|窗口|外墙|电表|电箱|配电|开关箱|电线|变压器|电动车|电瓶车|垃圾桶|垃圾房|垃圾站|天台|走廊|过道|井盖|井里|管道|路灯|灯杆|底商|活动室|幼儿园|花坛|草坪|绿化带|广场|大堂|门厅|物业|这里|这边|那边)'
const PERSON =
  '(?:有[个位名]?人|有[个位名]?[老孩小男女大阿]|[两三几]个人|老人|老太|老爷|老头|大爷|大妈|大娘|大叔|大姐|阿姨|叔叔|爷爷|奶奶|外公|外婆|姥姥|姥爷|我爸|我妈|爸爸|妈妈|父亲|母亲|老公|老婆|老伴|妻子|丈夫|孩子|小孩|小朋友|儿子|女儿|孙子|孙女|邻居|师傅|保安|保洁|住户|业主|租客|居民|快递员|骑手|工人|[\\u4e00-\\u9fff]阿姨|[\\u4e00-\\u9fff]师傅)'
const NOW = '(?:了|啦|着|呢|啊|呀|!|。|,|$)'

/** Why somebody is short of breath when it is a way of speaking: 压得, 让. */
const FIGURE = '(?<!(?:得|让|叫|使|令).{0,6})'
/** A cry for help, and where: 救命啊, 快来人, 3栋2单元. */
const HELP =
  '(?:(?:快?来人|救命|快?救人|不好了|出事了|要?出人命)[了啦啊呀哪]*|(?:我?在)?\\d{1,4}(?:栋|幢|座|号楼|单元|楼|层|室)(?:\\d{3,4}(?!\\d))?|\\d{1,3}-\\d{1,3}(?:-\\d{3,4})?)'
const BREATHLESS = '(?:喘不(?:上|过)来?气|喘不来气|(?:呼吸|喘气)(?:很|非常|特别)?困难|没法呼吸|不能呼吸)'

/**
 * Each: what is wrong, with its sign of being here and now. `cry`: enough as a whole clause, with nothing else. `alone`:
 * enough only as the whole message, without its punctuation, because in a longer one it is mostly a way of speaking.
 */
const REPORTS: readonly {
  readonly danger: Danger
  readonly report: RegExp
  readonly cry?: RegExp
  readonly alone?: RegExp
}[] = [
  {
    danger: 'fire',
    report: new RegExp(
      `${PLACE}.{0,12}?(?:着火|起火|失火|着大火|冒(?:黑|浓|白|大)?烟|冒火|烧起来)${NOW}|(?:在|正)(?:着火|冒(?:黑|浓)烟)|(?:着火|起火|失火)[了啦].{0,8}(?:救命|快来|快跑|救人|119)|冒(?:黑|浓)烟[了啦]`,
    ),
    cry: /^(?:快来人|来人|救命|不好了|出事了|啊|快跑|大家)*(?:(?:着|起|失)(?:大)?火(?:了|啦)+|救火)(?:啊|呀|快来人|快跑|救命|快)*$/,
  },
  {
    danger: 'gas',
    report: new RegExp(
      `(?:煤气|燃气|天然气|液化气|瓦斯)(?:的)?(?:味|气味|臭味|泄漏|泄露|漏了|漏气)|闻到.{0,8}(?:煤气|燃气|天然气)|(?:正在|在|${PLACE}.{0,4})漏(?:煤气|燃气|天然气)|(?:${PERSON}|${PLACE}).{0,8}煤气中毒`,
    ),
  },
  {
    danger: 'trapped',
    report: new RegExp(
      `(?:困|关|卡)(?:在|进)(?:了)?.{0,4}电梯|(?:被|人)(?:困|关|卡).{0,3}电梯|困了?电梯|电梯.{0,12}(?:被困在里|出不来)|电梯.{0,4}夹(?:住|到|了).{0,3}(?:人|手|脚|孩子|老人)|电梯.{0,6}(?:困人|关人|困了|困住|关着人|有人.{0,3}[被困关])|${PERSON}.{0,4}被(?:困|压|埋)|被(?:困|压|埋)在?(?:了)?.{0,4}(?:楼上|楼顶|天台|地下室|地库|车库|井里|火里|水里|火场|废墟|楼里|下面)|我(?:们)?被困(?:住)?(?:了)?$`,
    ),
  },
  {
    danger: 'electric',
    report: new RegExp(
      `(?:${PERSON}|${PLACE}).{0,10}(?:触电|漏电|被电(?:到|倒|击|了))(?!.{0,2}(?:保护|开关|报警|般|的感觉))|被电(?:倒|击)了|漏电.{0,4}(?:电到人|电人)`,
    ),
    cry: /^(?:快来人|来人|救命|不好了)*(?:触电|漏电)(?:了|啦)+(?:快来人|救命|啊)*$/,
  },
  {
    danger: 'fall',
    report: new RegExp(
      `(?:${PERSON}|${PLACE}).{0,10}(?:坠楼|跳楼|跳下[来去]了)(?![价机大甩])|${PERSON}.{0,4}从.{0,8}(?:楼|阳台|窗户?|天台|脚手架|架子)(?:上)?.{0,2}(?:掉|摔|坠|跌|跳)(?:了)?下|${PERSON}.{0,4}(?:落水|(?:掉|落|摔|跌)(?:进|到|下|在)?.{0,3}(?:井|水里|河|池塘|坑里))`,
    ),
    cry: /^(?:快来人|来人|救命|不好了)*有?(?:人)?(?:坠楼|跳楼)(?:了|啦)+(?:快来人|救命|啊)*$/,
  },
  {
    danger: 'medical',
    report: new RegExp(
      `(?:${PERSON}|${PLACE}).{0,12}(?:晕倒|昏倒|晕过去|昏过去|昏迷|不省人事|没(?:有)?呼吸|没气了|倒地不起|心脏病(?:发|犯)|抽搐|休克|大出血|喝(?:了)?农药)|${FIGURE}(?:${PERSON})[^,;。]{0,6}${BREATHLESS}(?:${NOW}|来)|${PLACE}.{0,6}出人命[了啦]`,
    ),
    cry: /^(?:快来人|来人|救命|不好了)*有?人(?:晕|昏)倒(?:了|啦)+(?:快来人|救命|啊)*$/,
    alone: new RegExp(
      `^(?=.*(?:救命|救人|出人命))${HELP}+$|^我(?:现在|突然|好像|感觉|觉得|有点|胸闷|胸口疼){0,3}${BREATHLESS}(?:来)?[了啦]*(?:${HELP})*$`,
    ),
  },
  {
    danger: 'self-harm',
    report: new RegExp(
      `${PERSON}.{0,8}(?:自杀|轻生|割腕|寻短见|想不开要跳)(?!式|率)|我(?:真的|现在)?(?:想|要|准备|打算)(?:自杀|轻生|割腕)(?:了)?$|(?:${PERSON})[^,;。我]{0,6}不想活(?:下去)?[了啦]`,
    ),
    cry: /^(?:我)?(?:真的)?(?:想|要)(?:自杀|轻生)(?:了)?$/,
    alone:
      /^我(?:真的?|是|实在|现在|一点都?|都|已经){0,3}(?:不想活|活不下去)(?:下去)?[了啦啊呀]*(?:真的|别管我了?|对不起大家|谢谢大家|活着(?:真|太)?没(?:有)?意思了?|太(?:痛)?苦了|太难受了){0,3}$/,
  },
  {
    danger: 'crime',
    report: new RegExp(
      `(?:有[个位]?人|${PLACE}).{0,6}(?:喊|叫|呼)救命|(?:有[个位]?人|[两三几]个人|一群人|${PLACE}).{0,10}(?:打架(?!子)|打起来了|打群架|持刀|拿刀|砍人|捅人|抢劫|抢孩子|撬门|撬锁|拐孩子|行凶)|${PLACE}.{0,4}(?:进小偷|进贼)了?`,
    ),
  },
]

/** Anywhere before the danger in its sentence: then it is supposed, told, warned of or long ago. */
const TALK =
  /如果|要是|万一|假如|假设|倘若|一旦|防止|预防|避免|谨防|严防|以防|以免|免得|防范|小心|注意|当心|警惕|昨[天晚日夜]|前[天晚几]|上次|上周|上个?月|去年|前年|以前|之前|曾经|当年|那年|那次|那时|那天|小时候|\d月|\d+年|新闻|电视|报道|报纸|视频|抖音|电影|小说|游戏|梦|听说|据说|传说|说过|说哪里|隐患|可能|容易|会不会|怕|担心|恐怕|演习|演练|培训|宣传|讲座|知识|培训|模拟|保险|想象|(?<!好)像|似的|差点|险些|每次|总是|好像要|带来|造成|导致|引起|引发|发生过|多次|曾|人家/

/** Right before the danger, within its clause: it is denied, or a figure of speech. */
const DENIED =
  /(?:没有|没|不是|不会|别|不要|不能|并未|未|无|不|会|能|得|得要|得都|嗓子|喉咙|脑袋|心里|头顶|鼻子|耳朵|脑子|眼睛|感动|激动|美|帅|甜|吓|累|饿|困|热|渴|气|笑|后院)(?:人|我|都|快|要|再|在|出|给|有|是|什么|到|到过|闻到|闻到过)*$/
/** Not yet so: 我快晕倒了 is a way of speaking. Who is about to jump is in danger. */
const NEARLY = /(?:快|想|要)(?:要|都|给)?$/

/** After it: a question, or a name of something (着火点). */
const ASKED =
  /^(?:了)?(?:的)?(?:吗|么|嘛|没有|没|不|是不是|怎么办|咋办|该|要怎么|如何|怎样|时|的时候|的话|点|险|事故|事件|案|演|预|报警|之后该|的?(?:风险|故障|隐患|危险)|.{0,4}(?:的)?(?:风险|隐患))|^.{0,8}(?:吗|么|没有|怎么办|咋办|是什么|为什么|哪里|哪儿|是谁)?[?]/

const ASKING = /哪里|哪儿|什么地方|谁|什么是|为什么|是不是|有没有|怎么(?!了)/
const JOKE =
  /哈哈|嘻嘻|嘿嘿|呵呵|hhh|23333|笑死|开玩笑|逗你|狗头|doge|\[(?:偷笑|捂脸|笑哭|破涕为笑|呲牙|旺柴)\]|😂|🤣|😄|😆|😁/i

/** A smell is asked about exactly when it is there: 谁家的煤气味这么大？ */
const SMELL_HERE = new RegExp(
  `${PLACE}.{0,8}(?:煤气|燃气|天然气)(?:的)?味|闻到.{0,8}(?:煤气|燃气|天然气)味|谁家.{0,6}(?:煤气|燃气)`,
)

/** Told afterwards, or of what keeps happening: that is for the committee, not for the ambulance. */
const AFTERWARDS = /溺亡|身亡|死亡|遇难|隐患/
const KEEPS_HAPPENING = /迟迟|经常|时常|长期|屡次|一直|天天|每天|每晚|屡教不改|斗殴/

const isTalk = (sentence: string, index: number, length: number, danger: Danger): boolean => {
  if (TALK.test(sentence.slice(0, index + length))) return true
  if (AFTERWARDS.test(sentence) || (danger === 'crime' && KEEPS_HAPPENING.test(sentence))) return true
  const asked = ASKING.test(sentence.slice(0, index + length)) || ASKED.test(sentence.slice(index + length))
  if (danger === 'gas' && asked && !/怎么办|咋办|什么是/.test(sentence)) return !SMELL_HERE.test(sentence)
  return asked
}

const CORE =
  /着火|着大火|起火|失火|起大火|冒.?烟|冒火|烧起来|煤气|燃气|天然气|液化气|瓦斯|[困关卡压埋]|触电|漏电|电[到倒击了]|坠楼|跳楼|跳下|掉|摔|坠|跌|晕|昏|不省|没.?呼吸|没气|倒地|心脏|抽搐|休克|出血|农药|自杀|轻生|割腕|短见|想不开|打|刀|砍|捅|抢|撬|拐|行凶|小偷|贼|喘|呼吸|出人命|救命|不想活/g

/** Whether what stands right before the dangerous word itself, inside its report, takes it back. */
const denied = (clause: string, index: number, length: number, danger: Danger): boolean => {
  let last = 0
  for (const match of clause.slice(index, index + length).matchAll(CORE)) last = match.index
  const before = clause.slice(0, index + last).replace(/是不是|有没有/g, '有')
  return DENIED.test(before) || (danger !== 'fall' && danger !== 'self-harm' && NEARLY.test(before))
}

/** Every report has a word in it: most answers are a digit. */
const HAN = /\p{Script=Han}/u

/** Real reports are short; in a long story the danger is one of many things told. */
const LONGEST_REPORT = 120

/** The danger that a folded text reports as being here and now. Null for everything else. */
export const readDanger = (folded: string): Danger | null => {
  const text = folded.trim()
  if (text.length > LONGEST_REPORT || !HAN.test(text) || JOKE.test(text)) return null
  const words = text.replace(/[\s,;:!。.~、]|\p{Extended_Pictographic}/gu, '')
  const alone = REPORTS.find((report) => report.alone?.test(words))
  if (alone) return alone.danger
  for (const sentence of text.split(/(?<=[。!?\n])/))
    for (const { danger, report, cry } of REPORTS) {
      const bare = sentence.split(/[,;:!。~.\s、]+/).some((clause) => cry?.test(clause))
      if (bare && !TALK.test(sentence)) return danger
      const match = report.exec(sentence)
      if (!match || isTalk(sentence, match.index, match[0].length, danger)) continue
      const clause = Math.max(...[',', ';', ':'].map((sign) => sentence.lastIndexOf(sign, match.index))) + 1
      if (!denied(sentence.slice(clause), match.index - clause, match[0].length, danger)) return danger
    }
  return null
}
