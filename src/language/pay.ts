import { fold } from './fold.ts'

const LONGEST = 80
const PAY = /工钱|工资|报酬|酬劳|劳务费|辛苦费|[干做][^。!?\n]{0,8}钱|钱[^。!?\n]{0,6}[发结给付领拿]/
const ASKED =
  /(?:什么时候|啥时候|几时|几号|哪天|何时|多久)|[没还未](?:有|没|不)?[^。!?,\n]{0,4}(?:[发结给付到拿领见])|[发结给付到领](?:了|下来)?(?:没|吗|不|呢)|(?:怎么|咋|找谁|在哪里?|去哪里?)(?:去)?[领拿结]|欠/

const HOURS =
  /工时|工日|记工|考勤|出工|(?:记|算|写|登|公示)[^。!?\n]{0,4}(?:半天|[一两二三四五六七八九十\d]天|小时|钟头|半?个工)|[干做]了[^。!?\n]{0,8}(?:天|小时|钟头|个工)/
const WRONG = /不对|错|少[记算写发给了]|漏|没[给记算写登]|怎么[才只]|[才只][记算给写]|多[记算写]/

/**
 * Asks for the pay of what one has done, or says that it was counted wrong: 昨天干的活钱什么时候发, 我干了一天只记半天. Only of
 * whoever did some does it say anything.
 */
export const isAboutPay = (text: string): boolean => {
  if (text.length > LONGEST) return false
  const words = fold(text)
  return (PAY.test(words) && (ASKED.test(words) || WRONG.test(words))) || (HOURS.test(words) && WRONG.test(words))
}
