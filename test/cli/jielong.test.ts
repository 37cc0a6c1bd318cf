import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

/** The built program (`pretest` builds it), as a person starts it. */
const CLI = join(import.meta.dirname, '../../dist/cli.js')

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wugong-jielong-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const jielong = (...files: string[]) => spawnSync(process.execPath, [CLI, 'jielong', ...files], { encoding: 'utf8' })
const write = (text: string): string => {
  const file = join(folder, 'list.txt')
  writeFileSync(file, text)
  return file
}

test('a list in a file is printed as one JSON document', () => {
  const { stdout, status } = jielong(write('#接龙\n团鸡蛋\n例 3-2-501 2份\n\n1. 3-2-502 李四 2份\n'))
  expect(status).toBe(0)
  expect(JSON.parse(stdout)).toEqual({
    title: '团鸡蛋',
    entries: [{ number: 1, name: '李四', home: '3-2-502', choice: null, quantity: 2, text: '3-2-502 李四 2份' }],
  })
})

test('a number before a name is a place or nothing, never a quantity', () => {
  const told = (text: string) =>
    JSON.parse(jielong(write(text)).stdout).entries.map((entry: { number: number; name: string; quantity: number }) => [
      entry.number,
      entry.name,
      entry.quantity,
    ])
  expect(told('#接龙\n大扫除\n1. 张三 2人\n2 李四\n3. 王五')).toEqual([
    [1, '张三', 2],
    [2, '李四', null],
    [3, '王五', null],
  ])
  expect(told('#接龙\n大扫除\n1. 张三 2人\n2 李四')).toEqual([
    [1, '张三', 2],
    [2, '李四', null],
  ])
  expect(told('#接龙\n大扫除\n1. 张三 2人\n2. 2 李四\n3. 2份 王五')).toEqual([
    [1, '张三', 2],
    [2, '李四', null],
    [3, '王五', 2],
  ])
})

test('what is no list is null', () => {
  expect(jielong(write('晚上一起散步吗'))).toMatchObject({ stdout: 'null\n', status: 0 })
})

test('a file that is not there is refused in one line, a missing name is wrong usage', () => {
  const missing = jielong(join(folder, 'none.txt'))
  expect(missing.status).toBe(1)
  expect(missing.stderr).toMatch(/^文件打不开：.*\n$/)
  expect(jielong().status).toBe(2)
})
