import { homeText } from '../../src/core/people/home.ts'
import type { Context } from '../../src/language/context.ts'
import type { Meaning } from '../../src/language/meaning.ts'
import type { Readings } from '../../src/language/read.ts'
import { registerOf } from '../../src/language/register.ts'
import { charger, consent, context, dishes, ditch, garage, painting, terrace, weekend } from './support.ts'

/**
 * The tables of cases (*.tsv) for people who do not program: what is open where it was said, what was said, what it is
 * understood as. The words of the first and the last column are explained in README.md beside them.
 */

/** 1栋 has no units; 2栋 and 3栋 have two; in 5组 of the village every house has a number. */
const HOMES = [
  ...['101', '102', '201', '202'].map((room) => ({ building: '1', unit: null, room })),
  ...['2', '3'].flatMap((building) =>
    ['1', '2'].flatMap((unit) => ['101', '501', '502', '1203'].map((room) => ({ building, unit, room }))),
  ),
  { building: '3', unit: '1', room: '601' },
  { building: '2', unit: '5', room: '301' },
  ...['1', '2', '12'].map((room) => ({ building: '5', unit: null, room })),
]
const REGISTER = registerOf(HOMES)
const EVERYWHERE = { building: null, unit: null }

const PARTS: Readonly<Record<string, (given: Context) => Partial<Context>>> = {
  音箱: ({ polls }) => ({ polls: [...polls, consent] }),
  充电桩: ({ polls }) => ({ polls: [...polls, charger] }),
  打扫: ({ polls }) => ({ polls: [...polls, weekend] }),
  百家宴: ({ polls }) => ({ polls: [...polls, dishes] }),
  换门禁: ({ polls }) => ({
    polls: [...polls, { number: 13, title: '要不要换门禁', options: ['换', '不换'], multiple: false }],
  }),
  元宵: ({ polls }) => ({
    polls: [...polls, { number: 16, title: '元宵节办什么', options: ['请人唱戏', '煮汤圆', '猜灯谜'], multiple: true }],
  }),
  花坛: ({ polls }) => ({
    polls: [
      ...polls,
      { number: 17, title: '单元门口的花坛改成什么', options: ['停车位', '晾衣区', '不动，还种花'], multiple: false },
    ],
  }),
  空地: ({ polls }) => ({
    polls: [
      ...polls,
      { number: 20, title: '6栋后面那块怎么用', options: ['改停车位', '建个凉亭', '种花'], multiple: false },
    ],
  }),
  刷墙: ({ polls }) => ({
    polls: [...polls, { number: 18, title: '外墙刷什么颜色', options: ['白色', '米黄', '都行'], multiple: false }],
  }),
  评改造: ({ polls }) => ({
    polls: [
      ...polls,
      {
        number: 21,
        title: '楼道改造您满意吗',
        options: ['非常满意', '满意', '一般', '不满意', '非常不满意'],
        multiple: false,
      },
    ],
  }),
  评物业: ({ polls }) => ({
    polls: [
      ...polls,
      { number: 22, title: '对物业服务满意吗', options: ['满意', '基本满意', '不满意', '不了解'], multiple: false },
    ],
  }),
  评效果: ({ polls }) => ({
    polls: [...polls, { number: 23, title: '改造效果怎么样', options: ['好', '一般', '差'], multiple: false }],
  }),
  打分: ({ polls }) => ({
    polls: [
      ...polls,
      { number: 24, title: '给这次改造打几分', options: ['5分', '4分', '3分', '2分', '1分'], multiple: false },
    ],
  }),
  例会: ({ polls }) => ({
    polls: [
      ...polls,
      { number: 26, title: '例会改到哪天', options: ['3月4日', '3月5日（周四）', '都行'], multiple: false },
    ],
  }),
  哪栋先修: ({ polls }) => ({
    polls: [...polls, { number: 25, title: '哪栋先修', options: ['1栋', '3栋', '5栋'], multiple: false }],
  }),
  楼长: ({ polls }) => ({
    polls: [...polls, { number: 14, title: '楼长选谁', options: ['张强', '李梅', '赵丽'], multiple: false }],
  }),
  几点来: ({ polls }) => ({
    polls: [...polls, { number: 15, title: '什么时候能来', options: ['上午', '下午', '晚上'], multiple: true }],
  }),
  加梯表决: ({ polls }) => ({
    polls: [
      ...polls,
      { number: 11, title: '加装电梯', options: ['同意', '反对', '弃权'], multiple: false, formal: true },
    ],
  }),
  车库: ({ works }) => ({ works: [...works, garage] }),
  楼道: ({ works }) => ({ works: [...works, painting] }),
  水渠: ({ works }) => ({ works: [...works, ditch] }),
  护坡: ({ works }) => ({ works: [...works, terrace] }),
  私下: () => ({ direct: true }),
  '@我': () => ({ mentionsUs: true }),
  已报名: () => ({ signedUp: true }),
  '住3-2-501': () => ({ home: { building: '3', unit: '2', room: '501' } }),
  名册: () => ({ estate: { register: REGISTER, scope: EVERYWHERE } }),
  '3栋群': () => ({ estate: { register: REGISTER, scope: { building: '3', unit: null } } }),
  '3栋2单元群': () => ({ estate: { register: REGISTER, scope: { building: '3', unit: '2' } } }),
  大扫除接龙: () => ({ lists: [{ number: 5, title: '周六大扫除' }] }),
  引用接龙: () => ({ quoted: { kind: 'jielong', number: 5 } }),
  引用征集: ({ polls }) => ({ quoted: { kind: 'poll', number: polls.at(-1)?.number ?? 0 } }),
  引用招工: ({ works }) => ({ quoted: { kind: 'work', number: works.at(-1)?.number ?? 0 } }),
  引用邻居: () => ({ quoted: { kind: 'talk' } }),
  引用建议: () => ({ quoted: { kind: 'suggestion', number: 12 } }),
}

/** The context that a first column describes: 音箱 车库 私下. */
export const scene = (words: string): Context => {
  let given = context()
  for (const word of words.split(' ')) {
    if (word === '平时') continue
    const part = PARTS[word]
    if (!part) throw new Error(`nobody knows the scene ${word}`)
    given = { ...given, ...part(given) }
  }
  return given
}

const WORDS: Readonly<Record<Extract<Meaning, { kind: 'word' }>['word'], string>> = {
  help: '帮助',
  'my-info': '查信息',
  'delete-info': '删信息',
  'confirm-delete': '确认删除',
  'confirm-how': '怎么确认',
  'keep-info': '不删了',
  'never-mind': '不是',
  'my-suggestions': '我的建议',
  'my-answers': '我投了没',
  'my-signups': '我报了没',
  withdraw: '撤回',
  append: '补充',
  join: '合并',
  'not-fixed': '没好',
  'stop-digest': '不要日报',
  'want-digest': '要日报',
}

const DANGERS = {
  fire: '火',
  gas: '煤气',
  collapse: '塌',
  trapped: '被困',
  medical: '急病',
  electric: '触电',
  fall: '坠落',
  ledge: '要跳',
  water: '落水',
  unanswered: '没人应',
  lost: '走丢',
  crime: '行凶',
  violence: '挨打',
  'self-harm': '轻生',
} as const

/** What a meaning is, in the words of the last column. */
const tell = (meaning: Meaning, { polls, works }: Context): string => {
  const poll = (number: number) => polls.find((one) => one.number === number)
  const labels = (number: number, choice: readonly number[]) =>
    choice.map((n) => poll(number)?.options[n - 1] ?? '?').join('、')
  const named = (number: number) => (polls.length > 1 ? `（${number}号）` : '')
  const work = (number: number | null, shift: number | null | undefined, several: readonly number[] = []) => {
    const found = works.find((one) => one.number === number)
    const labels = works
      .flatMap(({ shifts }) => shifts)
      .filter(({ id }) => id === shift || several.includes(id))
      .map(({ label }) => ` ${label}`)
    return `${number === null ? '哪个？' : (found?.title ?? number)}${labels.join('')}`
  }
  switch (meaning.kind) {
    case 'answer': {
      const home = meaning.home ? ` 门牌${homeText(meaning.home)}` : ''
      const unsure = meaning.unsure ? ` 门牌${meaning.unsure.said}？` : ''
      const answers = meaning.after === undefined ? '答' : meaning.after === 'beside' ? '加答' : '改答'
      return `${answers} ${labels(meaning.poll, meaning.choice)}${named(meaning.poll)}${home}${unsure}`
    }
    case 'withdraw-answer':
      return `不投了${meaning.poll === null || meaning.unsure ? '？' : ''}`
    case 'ambiguous': {
      const home = meaning.home ? ` 门牌${homeText(meaning.home)}` : ''
      const choice = meaning.choice ? labels(meaning.polls[0] ?? 0, meaning.choice) : ''
      if (meaning.reason === 'several') return '问 哪个征集'
      if (meaning.reason === 'slip') return `问 是不是${choice}${home}`
      if (meaning.reason === 'confirm') return `问 确认${choice}${home}`
      return meaning.reason === 'proxy' ? `问 代投${home}` : '问 选哪个'
    }
    case 'suggestion':
      return `${meaning.private ? '私下建议' : '建议'}「${meaning.text}」`
    case 'signup':
      return `${meaning.doubtful ? '问 ' : ''}报名 ${work(meaning.work, meaning.shift, meaning.shifts)}${meaning.others ? ' 不止一人' : ''}`
    case 'change-shift':
      return `换班 ${work(meaning.work, meaning.shift)}`
    case 'signup-for':
      return `代报名 ${meaning.who} ${work(meaning.work, meaning.shift, meaning.shifts)}`
    case 'signoff':
      return `${meaning.doubtful ? '问 ' : ''}取消报名 ${meaning.who === undefined ? '' : `${meaning.who} `}${work(meaning.work, meaning.shift, meaning.shifts)}`
    case 'home':
      return `门牌 ${homeText(meaning.home)}`
    case 'which-home':
      return `问 门牌 ${meaning.known ? '' : '没有'}${meaning.said}${meaning.homes.length === 0 ? '' : `：${meaning.homes.map(homeText).join(' ')}`}`
    case 'half':
      return '问 建议什么'
    case 'word': {
      if (meaning.word === 'join') return `合并 ${meaning.numbers.join(' ')}`
      const { number, text } = meaning
      return `${WORDS[meaning.word]}${number === undefined ? '' : ` ${number}`}${text === undefined ? '' : `「${text}」`}`
    }
    case 'danger':
      return `${meaning.doubtful ? '怕是' : ''}危险 ${DANGERS[meaning.danger]}`
    case 'post':
      return '发'
    case 'jielong-line':
      return `接 ${meaning.list ?? '哪个？'}「${meaning.text}」${meaning.for === 'other' ? '（给别家）' : ''}`
    case 'jielong-leave':
      return '不接了'
    case 'jielong':
      return `接龙 ${meaning.jielong.entries.length}条`
    case 'command':
      return `命令 ${meaning.command.name}`
    case 'broken':
      return `问 命令 ${meaning.problem}`
    case 'unknown':
      return meaning.near === null ? '不理' : `问 是不是/${meaning.near}`
    case 'correction':
      return `更正「${meaning.right}」`
    case 'enquiry':
      return '问我们的'
    case 'chatter':
      return '不理'
  }
}

export const told = (readings: Readings, given: Context): string =>
  readings.map(({ meaning }) => tell(meaning, given)).join(' ＋ ')
