import { fold } from './fold.ts'
import { findHomes } from './home.ts'
import { needIn } from './kind/need.ts'
import { SURNAME } from './surnames.ts'

/* What is nobody else's business: somebody's illness, need or wrongdoing, and the words that tell whose. */

/** Illness and disability as people name them; not the hospital. */
const ILLNESS =
  /[癌瘤]|糖尿|尿毒症|透析|化疗|中风|偏瘫|瘫(?:痪|在|了)|卧床|痴呆|失智|失能|阿尔茨|精神(?:病|分裂|失常|有问题|不正常)|神经病|疯[了子]|抑郁|自闭|癫痫|艾滋|乙肝|肝炎|结核|性病|梅毒|传染病|高血压|心脏病|冠心病|心梗|脑梗|脑溢血|[患得生].{0,3}病|有.{0,4}病(?!虫)|病了|病重|大病|残疾|残废|智障|弱智|聋哑|[盲瞎]了|流产|怀孕|吃药|住院|手术/
/** Need, and what families keep to themselves. */
const NEED =
  /低保|五保|特困|困难户|贫困|救助|救济|揭不开锅|没钱|穷|欠.{0,3}[债钱费]|讨饭|失业|下岗|离[婚异]|孤儿|坐过?牢|刑满|社区矫正|戒毒|家暴|虐待|遗弃|出轨/
const WRONG =
  /偷|贼|抢|吸毒|贩毒|赌|嫖|卖淫|打[人他她老孩架]|不孝|骂|小三|乱搞|贪污|受贿|行贿|贿赂|回扣|[收拿吃要]了?(?:黑钱|红包|好处)|骗|敲诈|勒索|猥亵|强奸|流氓|耍横|威胁|恐吓|造谣|老赖|不还|拖欠|传销|酒驾|高利贷|吃空饷|公款|私吞|挪用|无赖|坏人|变态|偷窥|没素质|不要脸|缺德/
/** What a neighbour is blamed for; of a whole building it is only a report. */
const NUISANCE =
  /吵|噪|扰民|半夜|唱歌|跳广场舞|打麻将|打牌|狗|养鸡|养猪|霸占|占[用了着]|私搭|违建|搭建|群租|乱[扔倒丢堆停搭拉]|高空抛物|扔(?:垃圾|烟头|东西)|堆[放满杂东]|堵[门路着住]|烧纸|抽烟|不讲理/

/** 301老李, 502家: a room with whoever lives there. */
const ROOM = new RegExp(`(?<![\\d.:])\\d{1,2}(?:0[1-9]|1\\d)(?=室|号房|家|户(?!人)|那[家户]|的?[老小]?${SURNAME})`)
/** 王大妈, 李某: as neighbours call each other. */
const KIN = `${SURNAME}[\\u3400-\\u9fff]{0,2}?(?:某|大[妈爷娘姐哥叔]|阿姨|叔|伯|奶奶|爷爷|婆婆|爹爹|太婆|先生|女士|太太|老太|老头|嫂|婶|姐(?!妹)|哥)`
/** 张师傅, 王主任: by what somebody does. */
const OFFICE = `${SURNAME}[\\u3400-\\u9fff]{0,2}?(?:师傅|老师|医生|主任|书记|经理|站长|组长|楼长|队长|会长|总(?![是共之的体]))`
/** 老李, and all of these. */
const CALLED = new RegExp(`[老小]${SURNAME}(?![区路桥街])|${KIN}|${OFFICE}`)
/** Who can be the one in need; whoever holds an office brings help. 老房子 and 小方桌 are nobody. */
const CONCERNED = new RegExp(`[老小]${SURNAME}(?=[头太爷家的说得患有住瘫没生]|[\\s,。:;!、]|$)|${KIN}`)
/** 李建国 where it can be a name: at the head of a clause, with what is told of him behind it. */
const NAMED = new RegExp(
  `(?:^|[\\s,。:;!、\\d]|[栋室户家的叫])${SURNAME}[\\u3400-\\u9fff]{1,2}(?=[\\s,:、]|[有患是在又把将偷打骂赌吸贪收欠瘫住吃]|得了|天天|老是|总是|经常|半夜)`,
)
/** Whoever speaks is known to all, and so are his. 我建议 and 我们小区 tell nothing of him. */
const OWN =
  /[我俺咱](?!们(?!家)|建议|想|要|觉得|看|认为|提|反映|反应|说|希望|听|也?同意)|本人|家里|老伴|爱人|媳妇|老[婆公]|丈夫|妻子|儿子|女儿|孙子|孙女|父亲|母亲|[爸妈]|岳[父母]/

/** Whether it tells of a person, who can be told by name, door or kin, what a group should not hear repeated. */
export const isDelicate = (text: string): boolean => {
  const said = fold(text)
  const intimate = speaksOfNeed(said)
  if (CALLED.test(said) || NAMED.test(said) || ROOM.test(said) || findHomes(said).length > 0)
    return intimate || WRONG.test(said) || NUISANCE.test(said)
  return intimate && OWN.test(said)
}

/** Whether it speaks of illness or need at all, as a free clinic or a posting for the poor does too. */
export const speaksOfNeed = (text: string): boolean => {
  const said = fold(text)
  return ILLNESS.test(said) || NEED.test(said) || needIn(said) !== null
}

/** 联系人李姐: whom to ask is not whom it is about. */
const CONTACT =
  /(?:联系人?|联络人?|负责人?|带队|咨询)(?:是|找)?[\s:]*[\u3400-\u9fff]{2,4}|找[\u3400-\u9fff]{2,4}?(?=报名|登记|签到|领)/g

/** 张三 of 3-2-501 张三; null of 花开富贵, who goes by no name of his own. */
export const ownName = (called: string): string | null => NAME.exec(called.trim())?.[1] ?? null
const NAME = new RegExp(`(?:^|[^\\u3400-\\u9fff])(${SURNAME}[\\u3400-\\u9fff]{1,2})$`)

/** Whether it can be told who is meant: by the door, as neighbours call each other, or by one of these names. */
export const tellsWho = (text: string, names: readonly string[]): boolean => {
  const said = fold(text).replace(CONTACT, '')
  return (
    CONCERNED.test(said) ||
    ROOM.test(said) ||
    findHomes(said).length > 0 ||
    names.some((name) => name.length > 1 && said.includes(fold(name)))
  )
}
