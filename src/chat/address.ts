import type { Traits } from './adapter.ts'
import type { Card } from './card.ts'

const CALLED = '\uE000'
const MENTIONED = '\uE001'
const HEARD = '\uE002'
const END = '\uE003'

/** Who looks after people here: 居委会, or 村委会 where it is a village. */
export const OFFICE = '\uE004'

/** A text with the name of whoever looks after people there. */
export const withOffice = (text: string, office: string): string => text.replaceAll(OFFICE, office)

/** Words that stand only in a group whose platform lets us hear nothing but mentions. */
export const whereCalled = (words: string): string => CALLED + words + END

/** Before every "回“……”" and "说“……”": how one is heard there. */
export const CALL = whereCalled('@我')

/** Words that stand wherever a platform lets us hear only mentions in its groups, in private too. */
export const whereMentioned = (words: string): string => MENTIONED + words + END

/** Words that invite an answer: they fall away where none can be heard. */
export const whereHeard = (words: string): string => HEARD + words + END

/** How the place is heard in which something is said. */
export interface Hearing {
  readonly receive: Traits['receive']
  readonly direct: boolean
}

const EVERYTHING: Hearing = { receive: 'all', direct: false }

/** A text as it is read where everything is heard, for whoever reads it outside a chat. */
export const plainly = (text: string): string => resolve(text, EVERYTHING)

/** What is really said there. The one place in which how to answer depends on what a platform lets us hear. */
export const addressed = <C extends { readonly text: string; readonly card?: Card | undefined }>(
  content: C,
  hearing: Hearing,
): C => {
  const said = (text: string) => resolve(text, hearing)
  const { card } = content
  return {
    ...content,
    text: said(content.text),
    ...(card
      ? {
          card: {
            ...card,
            title: said(card.title),
            lines: card.lines.map(said),
            ...(card.footer === undefined ? {} : { footer: said(card.footer) }),
          },
        }
      : {}),
  }
}

/** The innermost first: an invitation holds the call in it. */
const PART = /([\uE000-\uE002])([^\uE000-\uE003]*)\uE003/g

const resolve = (text: string, { receive, direct }: Hearing): string => {
  const stands: Readonly<Record<string, boolean>> = {
    [CALLED]: receive === 'mention' && !direct,
    [MENTIONED]: receive === 'mention',
    [HEARD]: receive !== 'none',
  }
  let said = text
  while (PART.test(said)) said = said.replace(PART, (_, mark: string, words: string) => (stands[mark] ? words : ''))
  return said
}
