import { PLACE } from './words.ts'

/** For use inside patterns: what burns, and its smoke. */

/** Of these 着了 is enough; a lamp, a stove or an engine that 着了 works. */
const CATCHES =
  '(?:电动车|电瓶车|电池|充电器|插座|插排|插线板|(?<!充)电线|电箱|电表箱|沙发|窗帘|被子|床单?|衣柜|衣服|垃圾[桶房堆]?|杂物|纸箱|柴堆|柴垛|草堆|草垛|稻草|秸秆|棚子?|房子|屋子|厨房|仓库|车库|车棚)'
const BURNS = '(?:着大?火|起大?火|失火|自燃|冒火|(?<![水汤饭粥菜锅茶炉灶]|炉子)烧(?:着|起来)|燃起来|着起来)'
/** What is in a home and should neither burn nor smoke. */
const SMOKES = `(?:${CATCHES}|空调|外机|冰箱|洗衣机|热水器|电视机?|电热毯|取暖器|充电宝|油烟机)`
/** After it, what is done with such fires, or what looks like one. */
const NO_LESSON = '(?!一样|似的|[的后就得再]|要[盖用先]|千万|不[能要]|应该|怎么(?!办|灭|救|回事))'
/** 窗帘着了, 插座冒烟了, 油锅起火了, 把草堆点着了; a pan that smokes is cooking. */
export const THING_BURNS = `(?:${CATCHES}(?:突然|又|都|已经)*着了(?=[,。!\\s啊呀快救]|$)|${SMOKES}[^,。;]{0,4}?(?:${BURNS}|冒(?:黑|浓|白|大)?烟)[了啦着]${NO_LESSON}|(?:油锅|锅里)[^,。;]{0,3}${BURNS}[了啦]${NO_LESSON}|[把将][^,。;]{0,3}(?:${CATCHES}|荒草|草[坪丛]|树|山|绿化带)[^,。;]{0,3}(?:点着|点燃|引燃|引着|烧着)了)`
/** 厨房燃起来了: not the stove in it. */
export const PLACE_BURNS = `${PLACE}[^,。;]{0,6}?(?:(?<![炉炭煤灶][子球火]?)燃(?:了)?起来|起了?[大山]火)(?=[了啦!,。]|$)`

/** Smoke that fills where people pass; not of tobacco, and not from the pan. */
export const SMOKE =
  '(?:楼道|楼梯|走廊|过道|楼[上下里]|屋[里头子]|满屋|满楼|家里|房间|地下室|车库|车棚|电梯)[里头间子]*[^,。;抽吸炒烤]{0,4}(?:(?:全|都|满|到处|尽)(?:部|都)?是(?:黑|浓|白|大)?|(?:好|很)[大浓多](?:的|一股)?|浓)烟(?![头味蒂盒灰花草酒民火油囱])(?!.{0,12}(?:抽烟|吸烟|抽的|熏肉|炒菜|做饭|烧烤|香))(?<!(?:炮|烟花|抽烟|吸烟|烧烤|做饭|炒菜).{0,50})'

/** Smelt, and not seen: 烧焦味, 烧电线的味道. */
export const SCORCHED =
  '(?:烧焦|焦糊|烧糊|糊焦|烧(?:电线|塑料|胶皮)|(?:电线|塑料|胶皮)烧(?:焦|糊)?)(?:了)?的?(?:味道?|气味)(?:好|很|太)?[大重浓]?[啊了呢]*'
/** A pan that nobody minds: 谁家锅烧干了. */
export const POT_LEFT = '[谁哪]一?家[^,。;]{0,4}(?:烧[糊干焦]|糊锅|干锅)[了啦]'
/** Shouted with nothing else; 着活 is how a thumb writes it, and 火烛 is fire in the south. */
export const FIRE_SHOUT =
  '(?:着火|起火|失火|火警|火烛[啊呀]*|着[活伙货]了+|冒(?:大|白)?烟了+|(?:遭|着)?(?:大?火)?烧起来了+|好[大浓]的?烟[啊呀]*|烟(?:好|太)[大浓][啊了呀]*)'
