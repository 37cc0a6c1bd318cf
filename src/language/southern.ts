const SIGNS: Readonly<Record<string, string>> = { 咗: '了', 喇: '啦', 嘅: '的', 冇: '没', 哋: '们' }
const ANY = /[唔咗喇嘅冇哋]|(?:^|[\s,。])系/

/** Cantonese as it is written in short replies, with its little words said plainly: 唔好装 is 不要装. Sign by sign, so each place stays. */
export const inMandarin = (folded: string): string =>
  ANY.test(folded)
    ? folded
        .replace(/唔好(?!意思)(?=\S)/g, '不要')
        .replace(/唔(?=[\u3400-\u9fff])(?!该)/g, '不')
        .replace(/(?<=^|[\s,。])系(?=\S)/g, '是')
        .replace(/[咗喇嘅冇哋]/g, (sign) => SIGNS[sign] ?? sign)
    : folded
