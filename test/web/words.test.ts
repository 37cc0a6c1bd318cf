import { expect, test } from 'vitest'
import { piecesOf } from '../../src/web/simulator/client/words.ts'

test('a command is one piece, which no line break cuts; a slash between options is none', () => {
  expect(piecesOf('先发 /绑定 3栋，说“/帮助”，装/不装，@五共 建议')).toEqual([
    { text: '先发 ', is: 'words' },
    { text: '/绑定', is: 'command' },
    { text: ' 3栋，说“', is: 'words' },
    { text: '/帮助', is: 'command' },
    { text: '”，装/不装，', is: 'words' },
    { text: '@五共', is: 'at' },
    { text: ' 建议', is: 'words' },
  ])
})
