import { execFileSync } from 'node:child_process'
import {
  closeSync,
  fdatasyncSync,
  fsyncSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  rmSync,
  statfsSync,
  writeSync,
} from 'node:fs'
import { cpus, release, totalmem, type } from 'node:os'
import { join, resolve } from 'node:path'

/** A folder on the disk that the product itself would use, emptied afterwards. */
export const scratch = () => {
  mkdirSync(resolve('data'), { recursive: true })
  const folder = mkdtempSync(join(resolve('data'), 'bench-'))
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) }
}

/** Syncs per second: what no durable program that syncs once per message can pass. */
const syncsPerSecond = (folder, sync) => {
  const file = openSync(join(folder, 'sync'), 'w')
  const page = Buffer.alloc(4096, 1)
  const rounds = 1_000
  const began = performance.now()
  for (let i = 0; i < rounds; i += 1) {
    writeSync(file, page, 0, page.length, i * page.length)
    sync(file)
  }
  closeSync(file)
  return (rounds * 1000) / (performance.now() - began)
}

/** Which code is measured, and whether it is what was committed. */
const commit = () => {
  const git = (...args) => execFileSync('git', args, { encoding: 'utf8' }).trim()
  try {
    const changed = git('status', '--porcelain', '--', 'src', 'drizzle', 'test/bench')
    return `${git('rev-parse', '--short', 'HEAD')}${changed === '' ? '' : ' with changes'}`
  } catch {
    return 'unknown'
  }
}

/** The number by which Linux knows a file system, in hexadecimal as its headers write it: ef53 is ext4. */
const fileSystem = (folder) => statfsSync(folder).type.toString(16)

export const machine = (folder) => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  memoryGB: Math.round(totalmem() / 2 ** 30),
  system: `${type()} ${release()}`,
  fileSystem: fileSystem(folder),
  node: process.version,
  commit: commit(),
  day: new Date().toISOString().slice(0, 10),
  fsyncPerSecond: Math.round(syncsPerSecond(folder, fsyncSync)),
  fdatasyncPerSecond: Math.round(syncsPerSecond(folder, fdatasyncSync)),
})

export const median = (values) => {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

export const percentile = (values, share) => {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0
}
