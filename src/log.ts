import { pino } from 'pino'
import type { Log } from './chat/platform.ts'

/** Coded JSON lines on stderr, for operators; stdout belongs to the command's own answer. */
export const openLog = (level: string): Log => {
  const logger = pino({ level, base: null }, pino.destination({ dest: 2, sync: true }))
  return {
    info: (code, data) => logger.info(data ?? {}, code),
    warn: (code, data) => logger.warn(data ?? {}, code),
    error: (code, data) => logger.error(data ?? {}, code),
  }
}
