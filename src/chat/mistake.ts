import type { z } from 'zod'

/** A setting that is not as it must be: where, and what to write, for a person. */
export interface Mistake {
  /** The field, such as `webhook.port`. */
  readonly path: string
  readonly zh: string
  readonly en: string
}

const TYPES: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  string: ['文字', 'a text'],
  number: ['数字', 'a number'],
  int: ['整数', 'a whole number'],
  array: ['列表，写在 [ ] 里', 'a list in [ ]'],
  object: ['一组设置，写在 { } 里', 'settings in { }'],
}

/** What a schema found wrong in `value`, each with an example where `example`, right settings, has one. */
export const mistakesOf = (error: z.ZodError, value: unknown, example?: unknown): Mistake[] =>
  error.issues.flatMap((issue) => {
    const path = issue.path.join('.')
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => ({
        path: [path, key].filter((part) => part !== '').join('.'),
        zh: '没有这个设置，请改名或删掉',
        en: 'there is no such setting: rename or remove it',
      }))
    const [zh, en] = at(value, issue.path) === undefined ? missing(issue) : wordsOf(issue)
    const shown = at(example, issue.path)
    if (shown === undefined) return [{ path, zh, en }]
    const like = JSON.stringify(shown)
    return [{ path, zh: `${zh}。照这样写：${like}`, en: `${en}; for example ${like}` }]
  })

/** What the platform's own settings say of it, to its users. */
const ownWords = ({ message }: z.core.$ZodIssue): string | null => (/\p{Script=Han}/u.test(message) ? message : null)

const missing = (issue: z.core.$ZodIssue): readonly [zh: string, en: string] => {
  const ours = ownWords(issue)
  return [ours === null ? '没有写' : `没有写：${ours}`, 'is missing']
}

const wordsOf = (issue: z.core.$ZodIssue): readonly [zh: string, en: string] => {
  const ours = ownWords(issue)
  switch (issue.code) {
    case 'invalid_type': {
      const [zh, en] = TYPES[issue.expected] ?? [issue.expected, issue.expected]
      return [ours ?? `要写成${zh}`, `must be ${en}`]
    }
    case 'invalid_value': {
      const values = issue.values.map(String)
      return [ours ?? `只能写 ${values.join('、')}`, `must be one of ${values.join(', ')}`]
    }
    case 'invalid_union': {
      const values = ('options' in issue && Array.isArray(issue.options) ? issue.options : []).map(String)
      return [ours ?? `只能写 ${values.join('、')}`, `must be one of ${values.join(', ')}`]
    }
    case 'too_small':
      if (issue.origin !== 'number') return [ours ?? '不能空着', 'must not be empty']
      return [ours ?? `不能小于 ${issue.minimum}`, `must be at least ${issue.minimum}`]
    case 'too_big':
      if (issue.origin !== 'number') return [ours ?? `太长了，最多 ${issue.maximum}`, `at most ${issue.maximum}`]
      return [ours ?? `不能大于 ${issue.maximum}`, `must be at most ${issue.maximum}`]
    case 'invalid_format':
      return issue.format === 'url'
        ? [ours ?? '要写成网址', 'must be an address']
        : [ours ?? '写得不对', 'has another form']
    default:
      return [ours ?? '写得不对', 'is not as it must be']
  }
}

/** What stands at a path; undefined where there is nothing. */
const at = (value: unknown, path: readonly PropertyKey[]): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  )
