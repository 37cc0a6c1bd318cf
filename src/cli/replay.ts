import { readFileSync } from 'node:fs'
import { closingAfter } from '../closing.ts'
import { openLexicon } from '../lexicon.ts'
import { openLog } from '../log.ts'
import { BadLine } from '../replay/lines.ts'
import { replay } from '../replay/run.ts'
import { isPostgres, lockDatabase } from '../store/open.ts'
import { openSqlite } from '../store/sqlite.ts'
import { Refusal } from './problem.ts'

/** Runs a conversation from a file. Without `db` nothing of it is kept. */
export const replayFile = async (file: string, db: string | undefined, words: string | null): Promise<void> => {
  const lexicon = openLexicon(words)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new Refusal(`文件打不开：${file}`)
  }
  if (db !== undefined && isPostgres(db))
    throw new Refusal('replay 只用 SQLite 文件：--db FILE，或者不写 --db，什么都不留下。')
  // Its clock would let come due what a running program waits for.
  await closingAfter(async (later) => {
    const lock = db === undefined ? null : lockDatabase(db)
    later(() => lock?.release())
    const store = openSqlite(db ?? ':memory:', { tables: 'make' })
    later(() => store.close())
    await replay(text, { store, lexicon, log: openLog('error'), print: (line) => process.stdout.write(`${line}\n`) })
  }).catch((error: unknown) => {
    throw error instanceof BadLine ? new Refusal(`第${error.line}行：${error.message}`) : error
  })
}
