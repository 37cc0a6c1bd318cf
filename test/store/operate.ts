import type { Operation, Task } from '../../src/app/operations.ts'
import * as ask from '../../src/app/operations.ts'

/** Asks what an operation says, as a handler would. */
export function* operate(o: Operation): Task<unknown> {
  const where = (o.do === 'insert' ? {} : o.where) as never
  switch (o.do) {
    case 'list':
      return yield* ask.list(o.table, where, {
        ...(o.order ? { order: o.order.by as never, desc: o.order.desc } : {}),
        ...(o.limit === null ? {} : { limit: o.limit }),
      })
    case 'count':
      return yield* ask.count(o.table, where)
    case 'insert':
      return o.ifAbsent
        ? yield* ask.insertIfAbsent(o.table, o.row as never)
        : yield* ask.insert(o.table, o.row as never)
    case 'update':
      if (o.blind) return yield* ask.amend(o.table, where, o.set as never)
      return yield* ask.update(o.table, where, o.set as never)
    case 'remove':
      return yield* ask.remove(o.table, where)
  }
}
