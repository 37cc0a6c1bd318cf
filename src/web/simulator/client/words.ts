/** A piece of what was said: plain words, a mention of us, or a command, which no line break may cut. */
export interface Piece {
  readonly text: string
  readonly is: 'words' | 'at' | 'command'
}

const MARKED = /(@五共|(?<![^\s“‘（(，。：:、；])\/[\u3400-\u9fff]{2,4})/

export const piecesOf = (text: string): readonly Piece[] =>
  text
    .split(MARKED)
    .filter((part) => part !== '')
    .map((part) => ({ text: part, is: part === '@五共' ? 'at' : MARKED.test(part) ? 'command' : 'words' }))
