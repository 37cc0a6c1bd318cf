import PgBoss from 'pg-boss'

/** pg-boss asks its tables this often at the most. */
const POLL_S = 0.5
const QUEUE = 'handle'

/** Wake-ups by pg-boss: `ring` adds one, `heard` is called with each. */
export const queue = async (url, heard) => {
  const boss = new PgBoss({ connectionString: url, max: 6 })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue(QUEUE)
  await boss.work(QUEUE, { pollingIntervalSeconds: POLL_S, batchSize: 100 }, async (jobs) => {
    for (const { data } of jobs) heard(data.n)
  })
  return {
    ring: (numbers) => boss.insert(numbers.map((n) => ({ name: QUEUE, data: { n } }))),
    close: () => boss.stop({ graceful: false, wait: true }),
  }
}
