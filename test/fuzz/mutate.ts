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
].map((text) => new TextEncoder().encode(text))

type Change = { readonly at: number; readonly cut: number; readonly put: Uint8Array; readonly times: number }

const change: fc.Arbitrary<Change> = fc.record({
  at: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.oneof({ weight: 3, arbitrary: fc.nat(3) }, { weight: 1, arbitrary: fc.nat(200) }),
  put: fc.oneof(fc.constantFrom(...SPLINTERS), fc.uint8Array({ maxLength: 8 }), fc.constant(new Uint8Array())),
  times: fc.oneof(
    { weight: 20, arbitrary: fc.constant(1) },
    { weight: 1, arbitrary: fc.integer({ min: 2, max: 2_000 }) },
  ),
})

const apply = (input: Uint8Array, { at, cut, put, times }: Change): Uint8Array => {
  const start = Math.floor(at * input.length)
  const middle = Array.from({ length: times }, () => put)
  return Buffer.concat([input.subarray(0, start), ...middle, input.subarray(start + cut)])
}

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
