/**
 * A first guess at what a suggestion is about, by keyword on the two-level taxonomy of notes/domain.md §9.1. Staff and
 * counts use it; nothing is decided by it. Categories in the order in which they win a tie.
 */
const TAXONOMY: readonly (readonly [category: string, keywords: readonly string[]])[] = [
  ['消防安全', words('飞线 消防 灭火器 消防通道 安全通道 逃生 疏散 楼道充电 电动车进楼 堵塞通道')],
  [
    '公用事业',
    words('停水 供水 水压 水质 自来水 二次供水 停电 供电 电压 变压器 燃气 天然气 煤气 宽带 网络 信号 通信 暖气 供暖'),
  ],
  [
    '房屋住建',
    words('漏水 渗水 墙皮 外墙 裂缝 防水 屋顶 楼顶 加装电梯 加梯 危房 老旧改造 旧改 扶手 单元门 门禁 楼道灯'),
  ],
  ['市政设施', words('路灯 井盖 排水 下水道 道路 路面 坑洼 积水 人行道 护栏 红绿灯 修路')],
  ['环境卫生', words('垃圾 厕所 公厕 乱堆 堆放 清扫 异味 臭 老鼠 蟑螂 蚊虫 狗屎 狗粪 杂物 保洁不')],
  ['城市管理', words('占道 违建 违章 搭建 噪音 噪声 施工 广告 摆摊 流动摊 夜市 油烟')],
  ['社会治安', words('盗窃 被偷 小偷 扰民 打架 赌博 监控 治安 诈骗 高空抛物')],
  ['矛盾调解', words('邻居 邻里 纠纷 吵架 调解 家庭矛盾')],
  ['民生救助', words('低保 临时救助 残疾 养老 独居 老人 儿童 困难 轮椅 食堂')],
  ['劳动社保医保', words('社保 医保 工资 欠薪 就业 失业 退休 招聘')],
  ['教育卫生', words('学校 幼儿园 上学 学区 医院 卫生站 疫苗 看病')],
  ['交通出行', words('公交 地铁 堵车 拥堵 班车 斑马线 红灯 共享单车')],
  ['生态环保', words('污染 河道 污水 扬尘 废气 绿化 树木 树枝 砍树 修剪 草坪')],
  ['农业农村', words('灌溉 宅基地 土地 耕地 农田 水渠 村道')],
  ['物业管理', words('物业 保洁 保安 电梯 停车 车位 车库 收费 维修 充电桩 门卫 快递柜 物业费 维修基金')],
  ['政策咨询', words('政策 怎么办理 如何办理 咨询 证明 手续 居住证 户口')],
]

function words(list: string): readonly string[] {
  return list.split(' ')
}

/** The category whose keywords cover most of the text; 其他 where none occurs. */
export const categoryOf = (text: string): string => {
  let best = '其他'
  let most = 0
  for (const [category, keywords] of TAXONOMY) {
    const covered = keywords.reduce((sum, word) => (text.includes(word) ? sum + word.length : sum), 0)
    if (covered > most) {
      best = category
      most = covered
    }
  }
  return best
}

const BUILDING = /(?:\d{1,3}|[一二三四五六七八九十]{1,3})(?:栋|幢|号楼)(?:(?:\d{1,2}|[一二三四五六七八九十]{1,2})单元)?/
const SPOTS =
  /[东南西北](?:大门|门|区|侧)|正门|后门|侧门|大门口|地下车库|车库|停车场|车棚|电梯|楼道|楼梯间|楼顶|天台|单元门|门口|广场|花园|绿化带|健身区|健身器材|游乐场|篮球场|垃圾站|垃圾房|垃圾桶|配电房|泵房|公厕|活动室|凉亭|岗亭|门卫室|快递柜|菜场/

/** Where it is, in the resident's own words: "3栋门口", "东门", "车库". Null where no place is named. */
export const placeOf = (text: string): string | null => {
  const place = (BUILDING.exec(text)?.[0] ?? '') + (SPOTS.exec(text)?.[0] ?? '')
  return place === '' ? null : place
}
