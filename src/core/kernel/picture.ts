/** What a picture for the group shows, as data: who draws it knows no poll, and who makes it knows no pixels. */
export interface BarSpec {
  readonly title: string
  /** 2 to 20, in the order they are shown, each count a whole number from 0. */
  readonly bars: readonly { readonly label: string; readonly count: number }[]
  /** Who answered: 共46户. */
  readonly total: string
  /** The result's weight: 意见征集，不具表决效力. */
  readonly footer?: string
}
