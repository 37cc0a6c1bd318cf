import { id, int, maybe, type TableModel, text } from './columns.ts'

export const jielongTables = {
  /**
   * A 接龙: passed on by residents (`residents`), or kept by us (`bot`). It has a number, and its lines are kept, once
   * staff count it or we keep it; until then it is only what its copies are about.
   */
  jielongs: {
    columns: {
      id: id(),
      communityId: text(),
      groupId: text(),
      number: maybe(int()),
      title: text(),
      /** The title as it is compared. */
      titleKey: text(),
      origin: text<'residents' | 'bot'>(),
      status: text<'open' | 'closed'>(),
      /** The poll or the posting, by number, that it answers. */
      poll: maybe(int()),
      work: maybe(int()),
      createdBy: maybe(text()),
      createdAt: int(),
      closedAt: maybe(int()),
    },
    key: ['communityId', 'id'],
    index: [
      ['communityId', 'groupId', 'status'],
      ['communityId', 'number'],
    ],
  },
  /** A message that carried a 接龙. Its words are kept as long as the message's own. */
  jielongCopies: {
    columns: {
      id: id(),
      communityId: text(),
      jielongId: int(),
      memberId: text(),
      messageId: text(),
      at: int(),
      text: text(),
    },
    key: ['communityId', 'id'],
    index: [
      ['communityId', 'jielongId'],
      ['communityId', 'messageId'],
      ['communityId', 'memberId'],
    ],
  },
  /** What stands on a counted 接龙 now. `memberId` null: it was there before we saw the list. */
  jielongLines: {
    columns: {
      id: id(),
      communityId: text(),
      jielongId: int(),
      number: maybe(int()),
      name: maybe(text()),
      home: maybe(text()),
      choice: maybe(text()),
      /** In hundredths. */
      quantity: maybe(int()),
      text: text(),
      memberId: maybe(text()),
      messageId: text(),
      at: int(),
    },
    key: ['communityId', 'id'],
    index: [
      ['communityId', 'jielongId'],
      ['communityId', 'memberId'],
    ],
  },
} satisfies Readonly<Record<string, TableModel>>
