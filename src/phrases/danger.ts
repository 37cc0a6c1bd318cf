import { OFFICE } from '../chat/address.ts'
import { EMERGENCY_NUMBERS, isUnspoken, type Peril } from '../core/people/emergency.ts'

const [fire] = EMERGENCY_NUMBERS.fire
const [gas, poisoned] = EMERGENCY_NUMBERS.gas
const [rescuers, doctor] = EMERGENCY_NUMBERS.collapse
const [trapped] = EMERGENCY_NUMBERS.trapped
const [medical] = EMERGENCY_NUMBERS.medical
const [electric, power] = EMERGENCY_NUMBERS.electric
const [hurt, police] = EMERGENCY_NUMBERS.fall
const [talker, ladder] = EMERGENCY_NUMBERS.ledge
const [divers, water] = EMERGENCY_NUMBERS.water
const [knocker, opener, healing] = EMERGENCY_NUMBERS.unanswered
const [lost] = EMERGENCY_NUMBERS.lost
const [crime, ambulance] = EMERGENCY_NUMBERS.crime
const [protector, healer, women] = EMERGENCY_NUMBERS.violence
const [listen, rescue, guard] = EMERGENCY_NUMBERS['self-harm']

/** What to do this minute, number first: read by someone who is frightened. */
const FIRST_AID: Readonly<Record<Peril, string>> = {
  fire: `马上打${fire}！人先出来，走楼梯，不坐电梯，不回去拿东西；楼道里有烟就别出去，关门堵缝等人来。`,
  gas: `马上离开屋子，到外面再打${gas}和燃气公司，有人头晕恶心打${poisoned}。别开关电灯电器，别点火，别在屋里打电话。`,
  collapse: `马上打${rescuers}，有人受伤打${doctor}。人离那里远些，不回去拿东西，别自己去扒。`,
  trapped: `马上打${trapped}，说清哪栋、几楼、几个人。在电梯里别扒门，等人来。`,
  medical: `马上打${medical}，说清楼栋门牌。别随便搬动，旁边留一个人。`,
  electric: `有人触电马上打${electric}，没伤着人打${power}。别碰触电的人和电线，先断电；断不了就离远些，断下来的电线离开8米。`,
  fall: `马上打${hurt}和${police}，别搬动伤者，旁边留一个人。`,
  ledge: `马上打${talker}和${ladder}。别围着看，别大声喊，留一个人陪他说话，楼下的人让开。`,
  water: `马上打${divers}和${water}。别跳下去，别下井，把竹竿、绳子、能浮的东西递给他。`,
  unanswered: `没回音就打${knocker}，要破门打${opener}，人不好打${healing}。也问问家里人和物业有没有钥匙。`,
  lost: `马上打${lost}，说清多大年纪、穿什么、在哪儿走丢的，身边留个人等消息。`,
  crime: `马上打${crime}，有人受伤打${ambulance}。先保护自己，别上前。`,
  violence: `先护住自己，躲开些。眼下有危险马上打${protector}，受了伤打${healer}。想找人说说、想知道怎么办，白天打${women}妇联热线。`,
  'self-harm': `您先别一个人扛着，想说话就打${listen}，那边有人听。有危险马上打${rescue}或${guard}。`,
}

/** Said in private of what may be a way of speaking: the same help, if it is needed. */
export const worriedText = (danger: Peril, told: boolean): string =>
  isUnspoken(danger) ? alarmText(danger, told) : `要是眼下的事：${alarmText(danger, told)}`

/** `told`: somebody of the committee is told too. Nobody waits for help that is not on its way. */
export const alarmText = (danger: Peril, told: boolean): string =>
  `${FIRST_AID[danger]}${told ? `${OFFICE}的人也通知了。` : ''}`

/** In private, to somebody of whom we do not know where he lives: he alone can call. */
export const strangerAlarmText = (danger: Peril, doubtful: boolean): string =>
  `${doubtful ? worriedText(danger, false) : alarmText(danger, false)}我还不知道您是哪个小区的，没法替您告诉${OFFICE}。`

const NAMES: Readonly<Record<Peril, string>> = {
  fire: '着火',
  gas: '燃气',
  collapse: '倒塌',
  trapped: '有人被困',
  medical: '急病',
  electric: '触电',
  fall: '坠落',
  ledge: '有人在高处',
  water: '有人落水',
  unanswered: '敲门没人应',
  lost: '有人走丢',
  crime: '治安',
  violence: '家里动手',
  'self-harm': '有人想不开',
}

/** To staff in private: who, where, and the very words. `home` with how sure we are of it. */
export const staffAlarmText = (report: {
  readonly danger: Peril
  /** It may be a way of speaking. */
  readonly doubtful: boolean
  readonly time: string
  readonly name: string
  readonly home: string | null
  readonly verified: boolean
  readonly group: string | null
  readonly words: string
}): string => {
  const home = report.home === null ? '门牌不清楚' : `${report.home}${report.verified ? '' : '，门牌没核实'}`
  const where = report.group === null ? '私下' : `在${report.group}`
  const [head, wish] = report.doubtful ? ['【请看一下】可能是', '请联系问一声。'] : ['【紧急】', '请马上联系。']
  return `${head}${NAMES[report.danger]}。${report.name === '' ? '一位居民' : report.name}（${home}）${report.time}${where}说：“${report.words}”。${wish}`
}

/**
 * Where several read who are not all staff: that it happened and where, never who; of what no group hears from us not
 * even that much, or whoever is in both finds out. `reached`: staff were told the rest in private.
 */
export const watchAlarmText = (danger: Peril, time: string, group: string | null, reached: boolean): string => {
  const rest = reached ? '私下发给工作人员了' : '在后台“今天”里，工作人员私下没联系上'
  if (isUnspoken(danger)) return `【紧急】有一件要马上联系的事，${rest}。`
  return `【紧急】${NAMES[danger]}。${time}${group === null ? '有人私下' : `有人在${group}`}说的，是谁和原话${rest}。请马上联系。`
}
