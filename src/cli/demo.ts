import { rmSync } from 'node:fs'
import { removeDemo } from '../app/remove-community.ts'
import { journalOf } from '../demo.ts'
import { lockDatabase, openStore } from '../store/open.ts'

/** Removes the demonstration community and the simulated platform's history. 五共 must be stopped. */
export const clearDemo = async (file: string): Promise<void> => {
  const store = await openStore(file, { create: false })
  const lock = lockDatabase(file)
  try {
    await store.transact(() => removeDemo(Date.now()))
    rmSync(journalOf(file), { force: true })
    process.stdout.write('演示数据清掉了。\n')
  } finally {
    await store.close()
    lock.release()
  }
}
