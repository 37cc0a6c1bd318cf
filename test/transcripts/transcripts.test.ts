import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { play } from './play.ts'

const files = readdirSync(import.meta.dirname).filter((name) => name.endsWith('.txt'))

// `-u` writes the files anew; whoever does so reads every sentence that has changed.
test.each(files)('%s', async (name) => {
  const path = join(import.meta.dirname, name)
  await expect(await play(readFileSync(path, 'utf8'))).toMatchFileSnapshot(path)
})
