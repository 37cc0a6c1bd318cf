import type { Operation, Where } from '../app/operations.ts'
import { comparison, type Values } from './clauses.ts'

/** A node in the tree of known shapes: found step by step, which costs less than a key of its own for each operation. */
export class Shape<P> {
  prepared: P | undefined
  readonly #next = new Map<string | number, Shape<P>>()

  with(step: string | number): Shape<P> {
    const known = this.#next.get(step)
    if (known) return known
    const made = new Shape<P>()
    this.#next.set(step, made)
    return made
  }
}

/** The shape of an operation: what stays the same when only its values change. */
export const shapeOf = <P>(o: Operation, root: Shape<P>): Shape<P> => {
  const start = root.with(o.do).with(o.table)
  switch (o.do) {
    case 'list': {
      const shape = conditionShape(o.where, start)
      const ordered = o.order ? shape.with(o.order.desc ? 'desc' : 'asc').with(o.order.by) : shape
      const limited = o.limit === null ? ordered : ordered.with(o.limit)
      return o.lock ? limited.with(o.lock === 'free' ? 'lock free' : 'lock') : limited
    }
    case 'insert':
      return rowShape(o.row as Values, start.with(o.ifAbsent ? 'if absent' : 'always'))
    case 'update':
      return conditionShape(o.where, rowShape(o.set as Values, start).with('where'))
    default:
      return conditionShape(o.where, start)
  }
}

const conditionShape = <P>(where: Where, start: Shape<P>): Shape<P> => {
  let shape = start
  for (const name in where) {
    const value = where[name]
    if (value === undefined) throw new Error(`undefined in a condition on ${name}`)
    shape = shape.with(name)
    // Equality, the usual one, has no step of its own; no column has the name of another.
    if (value === null || typeof value === 'object') shape = shape.with(comparison(value))
  }
  return shape
}

const rowShape = <P>(row: Values, start: Shape<P>): Shape<P> => {
  let shape = start
  for (const name in row) {
    if (row[name] !== undefined) shape = shape.with(name)
  }
  return shape
}
