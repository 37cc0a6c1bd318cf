import { startServer } from './postgres.ts'

/** For WUGONG_TEST_STORE=postgres: one server for the whole run. */
export default async (): Promise<(() => Promise<void>) | undefined> => {
  if (process.env.TEST_DATABASE_URL !== undefined) return undefined
  const server = await startServer()
  if ('missing' in server) throw new Error(server.missing)
  process.env.TEST_DATABASE_URL = server.admin
  return server.stop
}
