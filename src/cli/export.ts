import { FIELDS, TABLES, type TableName, table } from '../app/tables.ts'
import { openStore, withStore } from '../store/open.ts'
import { Refusal } from './problem.ts'

const isTable = (name: string): name is TableName => TABLES.some((known) => known === name)

/** One table as JSON, CSV or xlsx on stdout. */
export const exportTable = async (file: string, name: string | undefined, format: string): Promise<void> => {
  if (name === undefined || !isTable(name)) throw new Refusal(`要导出哪张表？可以是：${TABLES.join(' ')}`, true)
  if (format !== 'json' && format !== 'csv' && format !== 'xlsx')
    throw new Refusal('--format 只能是 json、csv 或 xlsx。', true)
  await withStore(openStore(file), async (store) => {
    if (FIELDS[name].length === 0) process.stderr.write(`${name}：这一版还没有什么会记进这张表，它是空的。\n`)
    const rows = await store.transact(() => table(name))
    if (format === 'json') {
      process.stdout.write(`${JSON.stringify(rows)}\n`)
      return
    }
    const { writeTable } = await import('../tabular/write.ts')
    const columns = FIELDS[name].map((key) => ({ key, header: key }))
    process.stdout.write(await writeTable(rows, columns, format))
  })
}
