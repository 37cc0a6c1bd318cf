import { fold } from './fold.ts'

const WORDS =
  /谢谢|多谢|感谢|谢|辛苦|麻烦|收到|知道|明白|了解|晓得|好的|好嘞|好|行|可以|中|要得|ok|没事|没关系|不客气|再见|拜拜|晚安|对不起|不好意思|打扰|[嗯哦噢哈呵嘻嘿啊呀吧啦了您你们太真非常很的个一下]/gi

/** Thanks, a receipt, a farewell and nothing else: whoever says so waits for no answer. */
export const isCourtesy = (text: string): boolean =>
  text.length <= 40 &&
  fold(text)
    .replace(WORDS, '')
    .replace(/[^\p{L}\p{N}?]/gu, '') === '' &&
  text.trim() !== ''
