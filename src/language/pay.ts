import { fold } from './fold.ts'

const LONGEST = 80
const PAY = /工钱|工资|报酬|酬劳|劳务费|辛苦费|[干做][^。!?\n]{0,8}钱|钱[^。!?\n]{0,6}[发结给付领拿]/
const ASKED =
  /(?:什么时候|啥时候|几时|几号|哪天|何时|多久)|[没还未](?:有|没|不)?[^。!?,\n]{0,4}(?:[发结给付到拿领见])|[发结给付到领](?:了|下来)?(?:没|吗|不|呢)|(?:怎么|咋|找谁|在哪里?|去哪里?)(?:去)?[领拿结]|欠/

/** Asks for the pay of what one has done: 昨天干的活钱什么时候发, 工钱还没结. Only of whoever did some does it say anything. */
export const asksForPay = (text: string): boolean => {
  if (text.length > LONGEST) return false
  const words = fold(text)
  return PAY.test(words) && ASKED.test(words)
}
