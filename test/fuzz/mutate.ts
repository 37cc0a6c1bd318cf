import fc from 'fast-check'

/** Words that parsers stumble over: separators, formats, numbers at their ends, halves of characters. */
const SPLINTERS = [
  '\n',
  '\r\n',
  '\0',
  '\u200b',
  '\ufeff',
  '\u202e',
  '"',
  "'",
  '\\',
  '{',
  '}',
  '[',
  ']',
  ',',
  ':',
  '：',
  '、',
  '/',
  '-',
  '－',
  '#',
  '接龙',
  '0',
  '-1',
  '1e309',
  '9007199254740993',
  '99999999999999999999',
  'NaN',
  '__proto__',
  'constructor',
  '$(x)',
  '%00',
  '../',
  '栋',
  '单元',
  '同意',
  '不同意',
  '两',
  '半',
  '廿',
  '十百千万',
  '①',
  '１',
  '1️⃣',
  '👍🏽',
  '👨‍👩‍👧',
  '𠮷',
  '\ud83d',
  '截止：',
  '时间：',
  '2月30日',
  '25:61',
  '=cmd|x',
  '<script>',
  '<!DOCTYPE x [<!ENTITY a "b">]>',
  'PK\u0003\u0004',
  ...[' ', '\t', '<c ', '<row/>', '&amp;', '[CQ:', '\\u', '&#91;'],
].map((text) => new TextEncoder().encode(text))

type Change = { readonly at: number; readonly cut: number; readonly put: Uint8Array; readonly times: number }

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(200) }),
  put: fc.oneof(fc.constantFrom(...SPLINTERS), fc.uint8Array({ maxLength: 8 }), fc.constant(new Uint8Array())),
  times: fc.oneof(
    { weight: 20, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 20_000 }) },
  ),
})

const apply = (input: Uint8Array, { at, cut, put, times }: Change): Uint8Array => {
  const start = Math.floor(at * input.length)
  const middle = Array.from({ length: times }, () => put)
  return Buffer.concat([input.subarray(0, start), ...middle, input.subarray(start + cut)])
}

type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json }
type Turn = { readonly at: number; readonly put: Json | undefined }

/** Values that a reader of JSON does not expect where something else used to be; undefined: it is missing. */
const turn: fc.Arbitrary<Turn> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  put: fc.oneof(
    fc.constant(undefined),
    fc.constantFrom<Json>(null, true, 0, -1, 0.5, 1e15, 9007199254740992, 1e308, '', '0', '-1', 'NaN', '1e309', [], {}),
    fc.constantFrom<Json>(
      [[]],
      [null],
      { __proto__: null },
      { length: -1 },
      '\0',
      '\ud83d',
      '@',
      '/',
      '://',
      '%',
      'a/b@c',
    ),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.integer().map((n) => n * 1_000),
    fc.constantFrom(2, 100, 5_000).map((n) => '啊'.repeat(n)),
  ),
})

/** How many values stand in a document, itself included. */
const sizeOf = (json: Json): number =>
  typeof json === 'object' && json !== null ? Object.values(json).reduce<number>((n, one) => n + sizeOf(one), 1) : 1

/** The document with another value in its n-th place. */
const replaced = (json: Json, n: number, put: Json | undefined): Json | undefined => {
  if (n === 0) return put
  if (typeof json !== 'object' || json === null) return json
  let left = n - 1
  const parts = Object.entries(json).flatMap(([name, one]: [string, Json]) => {
    const size = sizeOf(one)
    const isHere = left >= 0 && left < size
    const now = isHere ? replaced(one, left, put) : one
    left -= size
    return now === undefined ? [] : [[name, now] as const]
  })
  return Array.isArray(json) ? parts.map(([, one]) => one) : Object.fromEntries(parts)
}

/** An honest JSON document in which a few values are others, or are missing. */
export const turned = (seeds: readonly Json[]): fc.Arbitrary<Uint8Array> =>
  fc.tuple(fc.constantFrom(...seeds), fc.array(turn, { minLength: 1, maxLength: 4 })).map(([seed, turns]) => {
    const json = turns.reduce<Json>(
      (now, { at, put }) => replaced(now, Math.floor(at * sizeOf(now)), put) ?? null,
      seed,
    )
    return new TextEncoder().encode(JSON.stringify(json))
  })

/** An honest input with a few things changed in it, or bytes of any kind. */
export const mutated = (seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> =>
  fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(fc.constantFrom(...seeds), fc.array(change, { maxLength: 8 }))
        .map(([seed, changes]) => changes.reduce(apply, seed)),
    },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 4_000 }) },
  )
