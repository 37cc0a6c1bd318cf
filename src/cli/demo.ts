import { rmSync } from 'node:fs'
import { list } from '../app/operations.ts'
import { removeDemo } from '../app/remove-community.ts'
import { programTime } from '../clock.ts'
import { closingAfter } from '../closing.ts'
import { journalOf } from '../files.ts'
import { lockDatabase, openStore } from '../store/open.ts'

/** Removes the demonstration community and the simulated platform's history. 五共 must be stopped. */
export const clearDemo = (file: string): Promise<void> =>
  closingAfter(async (later) => {
    const store = await openStore(file)
    later(() => store.close())
    const lock = lockDatabase(file)
    later(() => lock.release())
    const demos = await store.transact(() => list('communities', { demo: true }))
    const now = await store.transact(() => programTime(Date.now()))
    await store.transact(() => removeDemo(now))
    rmSync(journalOf(file), { force: true })
    process.stdout.write(demos.length > 0 ? '演示数据清掉了。\n' : '这里没有演示数据，以后也不会再建。\n')
  })
