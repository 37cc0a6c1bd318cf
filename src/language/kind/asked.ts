/** What a sentence asks a committee for. */
export type Asked = 'remedy' | 'proposal' | 'enquiry'

/** The kind that a text gives itself: 特此投诉, 我想咨询一下, 关于……的建议. */
const OWN_WORD = '(投诉|举报|咨询|求助|建议)'
const NAMES_ITSELF = new RegExp(
  [
    `^[^\\p{L}]{0,9}(?:您好|你好|各位领导|尊敬的领导)?[^\\p{L}]{0,9}(?:我们?|本人|居民|业主)?(?:要|想|来|再次|实名|特此|在此|关于)*${OWN_WORD}`,
    `(?:特此|我要|我想|本人|在此|强烈)${OWN_WORD}`,
    `^[^\\n。！？!?]{0,60}的${OWN_WORD}[^\\p{L}]{0,9}(?:\\n|$)`,
  ].join('|'),
  'u',
)
/** That something be put right: so something is wrong. */
const REMEDY =
  /(?:请|望|求|尽快|尽早|早日|立即|马上|及时|抓紧)[^。！？!?；;\n]{0,24}(?:处理|解决|整改|整治|治理|查处|查明|制止|取缔|关注|重视|介入|管管|管一管|过问|叫停|停工|还我|负责)|(?:希望|能不能|能否|可不可以|可否|最好|应该)[^，,。；;！!\n]{0,12}?(?:处理|解决|管|修(?!建)|清|整治|整改|制止|查)|(?:谁来|没人|无人)管|(?:给|要)个?说法/
const RIGHTED = /处理|解决|整改|整治|治理|清理|修|管|恢复|停止|拆|通水|来水|来电|交房|发放|退还/
/** Something to be added or done otherwise. */
const PROPOSAL =
  /建议|加装|增设|增加|新增|加设|安装|装个|装一|设置|设个|改成|改为|开通|延长|多放|多设|推广|最好|不妨|应该|应当|可以考虑|能不能|能否|可不可以|可否|希望/
/** Something to be added: a proposal though it mentions what is wrong. */
const ADDITION = /加装|增设|新增|加设|装个|装一|设置|设个|改成|改为|开通|延长|多放|多设|推广|不妨/
/** Something to be told, said so. */
const PLAIN_ENQUIRY =
  /请问|咨询|想问|问一下|想了解|想知道|请告知|试问|(?:何时|什么时候|啥时候|几时|几点|多久|是否)[^。！？!?；;，,\n]{0,24}(?:[?？]|$)/
/** 请问能不能加装…… is a polite proposal; 想问一下加装…… is none. */
const WANTS_TO_KNOW = /咨询|想问|问一下|想了解|想知道/
/** Something to be told; with something wrong beside it, it may as well be said in anger. */
const ENQUIRY =
  /(?:有没有|有无|怎么|如何|多少|什么|哪里|哪天|哪些|[去在]哪|找谁|能否|为何|为什么|原因)[^。！？!?；;，,\n]{0,24}(?:[?？]|$)|吗\s*[?？]?$/
/** Asked in anger, nobody wants an answer: 到底有没有人管？ */
const RHETORICAL =
  /难道|到底|究竟|(?:没|无|有没有)人(?:来)?(?:管|处理|问津)|凭什么|天理|良心|还要(?:等|忍|拖|多久)|怎么(?:不|没|还)|为(?:何|什么)(?:不|没|还|一直|迟迟)/

/** The kind that a text says it is of; null where it does not. */
export const ownKind = (folded: string): string | null => {
  const match = NAMES_ITSELF.exec(folded)
  return match?.slice(1).find((word) => word !== undefined) ?? null
}

/** What a text asks for: people tell the story first, so the last sentence that asks decides. Null where none does. */
export const askedIn = (folded: string, trouble: boolean): Asked | null => {
  const sentences = folded.match(/[^。！!？?；;\n]+[。！!？?；;]*/g) ?? []
  for (const sentence of sentences.reverse()) {
    const plainly = PLAIN_ENQUIRY.test(sentence)
    const enquiry = (plainly || (!trouble && ENQUIRY.test(sentence))) && !RHETORICAL.test(sentence)
    if (ADDITION.test(sentence) && !WANTS_TO_KNOW.test(sentence)) return 'proposal'
    if (REMEDY.test(sentence)) return 'remedy'
    // When it will be put right is no question of somebody who only wants to know.
    if (enquiry) return trouble && RIGHTED.test(sentence) ? 'remedy' : 'enquiry'
    if (PROPOSAL.test(sentence) && !trouble) return 'proposal'
  }
  return null
}
