import { closeSync, fdatasyncSync, fsyncSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus } from 'node:os'
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

export const machine = (folder) => ({
  cpu: cpus()[0]?.model.trim() ?? 'unknown',
  cores: cpus().length,
  node: process.version,
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
