import { SURNAME } from '../surnames.ts'

/** Endings of the south and west that say what 了 says: 着火咯, 起火哒, 晕倒嘞, 失火了哇, 起火喇. */
const ENDING = /了?[咯喽嘞啰囖哒咗喇]+|了[哇哟喔]/g
/** 著火 as it is written in Hong Kong, which is no 著名; 晕低咗 and 跌低咗, where others fall 倒. */
const SOUTHERN = /著(?=[火起])|(?<=[晕跌摔])低(?=[咗了])/g
/** Gas as it is mistyped, most often by voice. */
const GAS_SLIPS = /[煤燃]汽|液化汽|天[然燃]汽|天燃气/g

/** A text in the words that the reports are written in. */
export const plain = (text: string): string =>
  text
    .replace(SOUTHERN, (sign) => (sign === '著' ? '着' : '倒'))
    .replace(ENDING, '了')
    .replace(GAS_SLIPS, (slip) => slip.replace('汽', '气').replace('天燃', '天然'))

/** For use inside patterns: one of these. */
export const either = (...patterns: readonly string[]): string => `(?:${patterns.join('|')})`
export const anyOf = (...patterns: readonly string[]): RegExp => new RegExp(patterns.join('|'))

/** For use inside patterns: a neighbour as he is called: 老王, 李大爷. */
export const NAMED = `(?:[老小]${SURNAME}|${SURNAME}(?:大爷|大妈|大娘|大叔|大伯|大婶|大姐|大哥|阿姨|叔|伯|婶|爷爷|奶奶|婆婆|嫂|哥|姐))`
/** 我家, 俺家, 咱这层, 我𠮶层楼 as 我嗰层楼 is folded, 老王家. */
const SOMEBODYS = `(?:[我你他她您俺咱]们?[家屋楼栋]|[我俺咱]们?(?:[这那呢]|𠮶)一?(?:[家屋楼栋层]|单元)|${NAMED}家)`

/** For use inside patterns: a place in the estate or the village. 一栋楼 is any. */
export const PLACE = `(?:(?!一[栋幢座](?:楼(?![道上下里顶梯])|居民|高层|老|民))(?:(?:\\d{1,3}|[一二三四五六七八九十]{1,3})\\s*(?:栋|幢|座|号楼|单元|楼|层|室)|\\d{1,3}-\\d{1,3}(?:-\\d{3,4})?|${SOMEBODYS}|楼道|楼上|楼下|楼里|楼梯|楼顶|楼栋|楼前|楼后|外面|外头|对面|旁边|单元|电梯|家里|屋里|屋头|屋子|房间|隔壁|对门|对面楼|邻居家|有人家|地下室|地库|车库|车棚|充电|门口|院子里|院坝|小区|社区|厨房|灶房|灶屋|阳台|窗户|窗口|外墙|电表|电箱|配电|开关箱|电线|变压器|插座|插排|电动车|电瓶车|垃圾桶|垃圾房|垃圾站|天台|走廊|过道|井盖|井里|管道|路灯|灯杆|底商|活动室|幼儿园|花坛|草坪|绿化带|广场|大堂|门厅|物业|村里|村口|后山|山上|草垛|柴垛|柴房|大棚|这里|这边|那边))`

/** For use inside patterns: one's own people, beside those whom everybody has. */
const OWN = '[我俺咱](?:们?家)?(?:爹|娘|爸|妈|爷|奶|公公|婆婆|岳父|岳母|爱人|媳妇|男人|那口子|老汉|闺女|娃)'

/** For use inside patterns: somebody who may be hurt. */
export const PERSON = `(?:阿[婆公嬷]|有[个位名]?人|有[个位名]?[老孩小男女大阿]|[两三几]个人|老人|老太|老爷|老头|大爷|大妈|大娘|大叔|大姐|阿姨|叔叔|爷爷|奶奶|外公|外婆|姥姥|姥爷|爸爸|妈妈|父亲|母亲|老公|老婆|老伴|妻子|丈夫|孩子|小孩|小朋友|宝宝|娃娃|儿子|女儿|闺女|孙子|孙女|外孙|娃儿|伢|崽崽|婆婆|老汉|哥哥|姐姐|弟弟|妹妹|邻居|师傅|保安|保洁|住户|业主|租客|居民|快递员|骑手|工人|[\\u4e00-\\u9fff]阿姨|[\\u4e00-\\u9fff]师傅|${OWN}|${NAMED})`

/** For use inside patterns: who comes to steal. */
export const THIEF = '(?:小偷|贼娃子|偷儿|盗贼|强盗|歹徒|坏人|贼(?=[进来闯翻爬溜摸跑撬开偷在了啦,。!啊呀]|$))'

/** For use inside patterns: the old, for whom a fall is no small thing. */
export const ELDER = `(?:老人|阿[婆公嬷]|老太|老爷子|老头|老伴|大爷|大妈|大娘|爷爷|奶奶|外公|外婆|姥姥|姥爷|婆婆|[我俺咱](?:们?家)?(?:爹|娘|爸|妈|爷|奶|公公))`

/** For use inside patterns: who cannot find the way home alone. */
export const LOSABLE = `(?:孙子|孙女|外孙女?|孩子|小孩|小朋友|娃[娃儿]?|伢|宝宝|儿子|女儿|闺女|${ELDER})`

/** For use inside patterns: the person himself, and nothing of his: not 孩子的球, 孩子手机. */
export const NOT_HIS = '(?!的|[^,。;]{0,2}(?:球|玩具|手机|钥匙|鞋|衣|被子|书|包|帽|眼镜|快递|东西|买))'

/** For use inside patterns: where one drowns. */
export const WATER =
  '(?:井|水里|水塘|河|池塘|鱼塘|堰塘|塘里|水库|湖里|江里|溪里|海里|沟里|水沟|水渠|粪池|粪坑|茅坑|水池|泳池|水缸|下水道|坑里)'

/** For use inside patterns: somebody asks for help with it. */
export const PLEA =
  '(?:我|现在|这|那|可|该|要)*(?:(?:怎么|咋|啷个|么样?|如何)(?:办|整|弄|搞|救|灭|急救)|如何是好|打(?:什么|哪个|多少)电话|要不要(?:打|叫|拨)(?:1[12][09]|救护车))'

/** For use inside patterns: the sign that it is being told now. */
export const NOW = `(?:了|啦|着|呢|啊|呀|!|。|,|$|(?=${PLEA}))`

/** For use inside patterns: what a house is made of and may come down. */
export const STRUCTURE =
  '(?:围墙|院墙|墙|房子|屋子|房顶|屋顶|楼顶|楼板|楼|棚子?|阳台|天花板|吊顶|脚手架|雨棚|广告牌|大树)'

/** A sign that stands in every report: most messages have none, and need not be looked at more closely. */
export const SIGN =
  /[火烟烧燃瓦煤灶炉困卡压埋触漏吞坠掉摔跌绊栽跳落滚淹投晕昏喘血药烫撞砸踹搐噎溺毒胸癫沫塌垮丢失杀割吊刀砍捅抢撬拐贼偷揍虐命救裂蛇]|着[了起活伙货]|走水|天然气|液化|电梯|被电|爆?炸|中毒|强盗|歹徒|闯|翻墙|不省|呼吸|没得?气儿?|心跳|脉搏|断气|[绞切夹轧锯]断|上不来气|倒[地在了塌]|[躺趴]|臭鸡蛋|[焦糊]|炭火|活[够腻得]|心[脏口梗肌绞]|脑[梗溢出]|中风|休克|歪|半边|[说讲]不[出来]话|[叫喊摇推]不|白眼|羊水|[要快]生|锁|误[食服喝]|洁厕|消毒|百草枯|敌敌畏|不行|不见|找不|[站坐蹲爬挂悬]|电[线缆]|高压线|[进泡]水|水[往流]|滑坡|敲门|门铃|[几两三四五好一]+天没|联系不上|轻生|短见|想不开|不想活|活不下去|活着|想死|死了?[算还干解好之]|不如死|打[了我得架起群人孩小娃老]|动手|行凶|家暴|警|消防|出事|不好了|1(?:10|19|20)/
