import { PROCEDURE } from '../enquiry.ts'

/**
 * What tells an appeal to a committee from talk among neighbours: groups of our own cue words, each with what one of
 * them weighs (at most three of a group count). What the matter is (a trouble, a place, a word of the taxonomy) weighs about
 * twice as much as how it is spoken of: with 2, 1 and -1 alone `npm run bench:language` says the same within its error, so
 * the halves between them are not worth moving.
 */
export interface Cue {
  readonly name: CueName
  readonly weight: number
  readonly pattern: RegExp
}
export type CueName =
  | 'ask'
  | 'report'
  | 'question'
  | 'procedure'
  | 'act'
  | 'delay'
  | 'trouble'
  | 'broken'
  | 'called'
  | 'official'
  | 'people'
  | 'place'
  | 'spot'
  | 'laughter'
  | 'taste'
  | 'you'
  | 'me'
  | 'ending'

const words = (list: string): RegExp =>
  // The longest first, so that none hides a longer one.
  new RegExp(
    list
      .trim()
      .split(/\s+/)
      .sort((a, b) => b.length - a.length)
      .join('|'),
    'g',
  )

/** What neighbours share, and what can be wrong with it: 水管冒水, 门禁坏了, 楼下那个灯又不亮. */
const SHARED =
  '门禁|电梯|[路楼廊]道?灯|(?:楼[下上道]|门口|那[个盏])的?[^，。,!?]{0,3}灯|水管|水龙头|下水道?|暖气|道闸|单元的?门|大门|消防[栓门]|井盖|垃圾[桶站箱]?|水喉|健身器材|充电桩|监控|围墙|护栏|化粪池|自来水|楼[道梯]|扶手|车[库棚]'
const WRONG =
  '坏|爆(?!满|款|料)|漏|冒水|冒泡|堵|渗|裂|断|塌|倒|锈|脏|臭|太黑|黑灯瞎火|不[亮热通灵]|不能用|不好使|没反应|打不开|关不[上严]|失灵|罢工|(?:没得?|冇)人[修管收扫]|反味|冰凉|不热乎'

/** How, where and when something is done that one goes to the committee for: 补助怎么申请, 在哪办居住证. */
const HOW = '(?:怎么|怎样|咋|如何|找谁|[去在]哪[里儿]?|什么时候|啥时候)'

export const CUES: readonly Cue[] = [
  {
    name: 'ask',
    weight: 1,
    pattern:
      words(`请求 请问 恳请 恳求 恳切 希望 盼望 要求 强烈要求 请尽快 请有关 请相关 请领导 请政府 请社区 请居委会 请物业 请各 请给
      请帮 望相关 望有关 望领导 望政府 望能 望尽快 望处理 望部门 望解决 望重视 呼吁 建议 特此 烦请 敬请 麻烦社区 麻烦物业 麻烦居委会 求助 诉求`),
  },
  {
    name: 'report',
    weight: 1,
    pattern: words('投诉 举报 反映 反应一下 反应问题 咨询 揭露 曝光 控告 申诉 上访 信访 维权'),
  },
  {
    name: 'question',
    weight: 1,
    pattern:
      words(`何时 什么时候 啥时候 几时 究竟 多久才 能否 能不能 可否 可不可以 是否 会不会 有没有规定 有无 谁来管 谁管 没人管
      无人管 无人问津 无人处理 管一管 管管 怎么没人 怎么不 为什么不 为何 为什么 何去何从 怎么办理 如何办理 如何申请 如何处理 如何解决
      怎么处理 怎样 怎么办`),
  },
  {
    name: 'procedure',
    weight: 5,
    pattern: new RegExp(
      `${HOW}(?:去|能|可以|才能|要)?(?:申请|申领|办理?|领取?|交|迁|弄|开|查|做|打)?(?:个|一下)?${PROCEDURE}|${PROCEDURE}[^，。,!?]{0,3}${HOW}(?=去|能|可以|才能|要|申|办|领|交|迁|弄|开|查|做|打|报|[^\\p{L}]|$)`,
      'gu',
    ),
  },
  {
    name: 'act',
    weight: 1.5,
    pattern:
      words(`处理 解决 整改 整治 治理 查处 核实 落实 答复 回复 重视 关注 严查 取缔 制止 叫停 拆除 清理 清运 清除 维修 修复
      修补 修理 更换 换新 加装 安装 增设 增加 设置 新增 改善 改造 改建 加强 管理 规范 完善 补发 退还 开通 恢复 延长 调整 协调 监督
      督促 公开 公示 优化 撤销 验收 完工 动工 开工 开放 修建 建设 规划 安置 补偿 取消`),
  },
  {
    name: 'delay',
    weight: 0.5,
    pattern:
      words(`尽快 早日 及时 立即 马上处理 加急 迟迟 一直没 多次 长期 至今 仍未 还没修 还没人 不了了之 推诿 踢皮球 不作为 无果
      没有结果 拖延`),
  },
  {
    name: 'trouble',
    weight: 2,
    pattern:
      words(`扰民 噪音 噪声 很吵 太吵 吵得 吵死 臭 异味 刺鼻 污染 脏乱 又脏 太脏 破损 损坏 坏了 老坏 坏掉 不亮 太黑 漏水 渗水
      积水 堵塞 堵了 倒灌 塌陷 坑洼 坑坑洼洼 裂缝 开裂 脱落 安全隐患 隐患 危险 违建 违章 违规 违法 非法 乱停 乱收费 乱扔 乱堆 乱搭
      占道 占用 强占 侵占 霸占 拖欠 克扣 不发 欠薪 不公 不合理 不合格 不到位 不方便 不便 影响 严重 困难 欺诈 欺骗 虚假 骗 敲诈 垄断
      坑害 停水 停电 断水 断电 没水 没电 打不开 用不了 没法走 没法 无法 没热水 没暖气 冒水 不负责 态度差 态度太差 态度恶劣 (?<!能)不能 被偷 老被 挡住 过不去 倒了 堆满 摔倒 滑倒 偷工减料 烂尾 拥堵 堵车 难走 超载 猖獗 泛滥 成灾 伤人
      咬人 受伤 死亡 不足 缺失 不通 问题`),
  },
  {
    name: 'broken',
    weight: 3,
    pattern: new RegExp(`(?:${SHARED})[^，。,!?]{0,4}?(?:${WRONG})(?!的时候|的话)`, 'g'),
  },
  {
    name: 'called',
    weight: 2,
    pattern:
      /^[^\p{L}]*(?:请问|麻烦|喂|哎)?(?:居委会|社区|物业|村委会|网格员)的?(?:同志|领导|主任|书记|工作人员|师傅)?[们,，\s]*(?:你们)?(?:能不能|能否|可不可以|麻烦|请(?!客)|帮|快来|来看看|来修|管管)/gu,
  },
  {
    name: 'official',
    weight: 1,
    pattern:
      words(`部门 政府 领导 市长 书记 县长 区长 局长 镇长 居委会 社区 街道办 街道 物业 业委会 城管 交警 派出所 工商 环保局
      教育局 人社局 住建局 卫生局 卫计委 民政局 国土局 规划局 交通局 开发商 施工单位 施工方 承包商 工作人员 执法`),
  },
  {
    name: 'people',
    weight: 0.5,
    pattern:
      words(`居民 业主 村民 百姓 老百姓 群众 市民 住户 家长 学生 老人 孩子 农民工 民工 职工 员工 教师 患者 消费者 乘客 行人
      商户 我们小区 本人 我是 我家 我们村`),
  },
  {
    name: 'place',
    weight: 2.5,
    pattern:
      /小区|社区|家园|花园|公寓|大厦|广场|公园|号楼|\d栋|[一二三四五六七八九十]栋|单元|楼道|[东南西北]门|路口|路段|大道|国道|省道|高速|[^马走上一半同]路(?!上|过)|街|村|[^小城乡]镇|(?<!超|夜|城|都)[县市区](?!场)|乡(?!下)|河|桥|学校|小学|中学|幼儿园|医院|公司|工地|工程|项目|厂|车站|地铁|公交|车库|车位|电梯|绿化|垃圾|路灯|井盖|下水道|污水|施工/g,
  },
  { name: 'spot', weight: 1.5, pattern: /楼下|楼上|门口/g },
  {
    name: 'laughter',
    weight: -1,
    pattern:
      /哈|嘿嘿|呵呵|嘻|嘤|呜|啊|么么|哦|噢|耶|嘛|啦|呀|咯|喔|哇|诶|唉|吖|滴|哒|萌|[~～…]|!{2,}|\.{3,}|。{2,}|\p{Emoji_Presentation}/gu,
  },
  {
    name: 'taste',
    weight: -1.5,
    pattern:
      words(`喜欢 可爱 好看 漂亮 帅 美女 女神 男神 好吃 好喝 好玩 好听 好想 想吃 想你 爱你 哥哥 姐姐 妹妹 弟弟 宝贝 亲爱的
      老公 老婆 男朋友 女朋友 闺蜜 朋友圈 微博 粉丝 偶像 演唱会 电影 电视剧 游戏 唱歌 明星 晚安 早安 生日快乐 加油 恭喜 祝福 羡慕
      开心 快乐 幸福 吃饭 减肥 逛街 睡觉 起床 星座 聊天 表情 照片 头像 觉得 感觉 觉着 猜`),
  },
  { name: 'you', weight: -1, pattern: /你|[他她咱]/g },
  { name: 'me', weight: -1, pattern: /我(?!们?(?:小区|家|村|市|县|区|镇|省|校|院|楼|栋|单元))/g },
  { name: 'ending', weight: -0.5, pattern: /[吧呢吗]|[了的?!]$/g },
]

/** What a text weighs before anything is found in it: most of what is said in a group is talk. */
export const TALK = -3.6
/** A matter that is only named: nobody asks, reports, complains or wants anything done. Neighbours name schools and buses all day. */
export const ONLY_NAMED = -1
export const SAYING: readonly CueName[] = [
  'ask',
  'report',
  'question',
  'procedure',
  'act',
  'delay',
  'trouble',
  'broken',
  'called',
]
/** One word of the taxonomy, of two characters; a longer one counts half as much again. */
export const TOPIC_WEIGHT = 1.5
export const MOST_TOPICS = 4
export const MOST_OF_ONE = 3
