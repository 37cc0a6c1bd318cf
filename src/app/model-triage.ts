import { id, int, json, maybe, text } from './columns.ts'

/** Where no group is: said to us alone. No group has this id. */
export const ALONE = ''

/** Tables of what waits for staff's eyes, and of what they taught. Part of `app/model.ts`. */
export const triage = {
  /**
   * What looked like an appeal in a group's talk, and what was said to us alone and not understood. It waits for staff and is
   * forgotten after 30 days.
   */
  candidates: {
    columns: {
      id: id(),
      communityId: text(),
      number: int(),
      status: text<'waiting' | 'taken' | 'dropped'>(),
      /** `ALONE`: said in private, for the eyes of staff only. */
      groupId: text(),
      memberId: text(),
      home: maybe(text()),
      messageId: text(),
      /** The whole message, and where in it the appeal stands. */
      text: text(),
      start: int(),
      end: int(),
      kind: text(),
      /** Hundredths. */
      certainty: int(),
      because: json<string[]>(),
      at: int(),
      /** The suggestion it became. */
      suggestion: maybe(int()),
    },
    key: ['communityId', 'id'],
    unique: [['communityId', 'number']],
    index: [
      ['communityId', 'status'],
      ['communityId', 'memberId'],
    ],
  },
  /** Texts with the category that somebody gave them: what categorising learns from. `file`: rows of an adopted table. */
  lessons: {
    columns: {
      id: id(),
      communityId: text(),
      source: text<'staff' | 'file'>(),
      text: text(),
      label: text(),
      /** The suggestion that was corrected; null for a row of a table. */
      suggestion: maybe(int()),
      at: int(),
    },
    key: ['communityId', 'id'],
    index: [
      ['communityId', 'source'],
      ['communityId', 'suggestion'],
    ],
  },
}
