import { type Rejection, reject } from '../kernel/rejection.ts'

/** For whom a group speaks. `building` and `unit` only where the kind has them. */
export interface Scope {
  readonly kind: 'community' | 'building' | 'unit' | 'committee' | 'staff'
  readonly building: string | null
  readonly unit: string | null
}

/** A home's place, as the register has it. */
export interface Place {
  readonly building: string
  readonly unit: string | null
}

/** Refuses a building or unit that the register does not have; without a register any is believed. */
export const decideScope = (scope: Scope, register: readonly Place[]): Scope | Rejection => {
  if (scope.building === null || register.length === 0) return scope
  const units = register.filter((place) => place.building === scope.building)
  if (units.length === 0)
    return reject('scope.no-building', { building: scope.building, known: listed(register.map((p) => p.building)) })
  if (scope.unit === null || units.some((place) => place.unit === scope.unit)) return scope
  return reject('scope.no-unit', {
    building: scope.building,
    unit: scope.unit,
    known: listed(units.flatMap((p) => p.unit ?? [])),
  })
}

const listed = (names: readonly string[]): string =>
  [...new Set(names)].sort((a, b) => a.localeCompare(b, 'zh', { numeric: true })).join('、')

export const sameScope = (a: Scope, b: Scope): boolean =>
  a.kind === b.kind && a.building === b.building && a.unit === b.unit

/** A group that a chat may turn out to be. */
export interface Earlier {
  readonly id: string
  readonly name: string
  readonly scope: Scope
  /** Where it was reached last. */
  readonly adapter: string
  readonly account: string
  readonly epoch: string
}

/**
 * After a new login the platform gives a group a new id. A chat that is bound to the scope of a group which is reached
 * only through an older login is that group come back, and keeps its polls. With several such groups the name tells;
 * where it does not, null: a second group of one scope is simply a second group.
 */
export const comeBack = (chat: Omit<Earlier, 'id'>, groups: readonly Earlier[]): Earlier | null => {
  const lost = groups.filter(
    (group) =>
      sameScope(group.scope, chat.scope) &&
      group.adapter === chat.adapter &&
      group.account === chat.account &&
      group.epoch !== chat.epoch,
  )
  const [only, ...more] = lost
  if (only && more.length === 0) return only
  const named = lost.filter((group) => group.name === chat.name)
  return named.length === 1 ? (named[0] ?? null) : null
}

/** Where ids last, the groups of the same homes on the same account: one that is founded anew has another id. */
export const besides = (chat: Omit<Earlier, 'id'>, groups: readonly Earlier[]): readonly Earlier[] =>
  groups.filter(
    (group) =>
      sameScope(group.scope, chat.scope) &&
      group.adapter === chat.adapter &&
      group.account === chat.account &&
      group.epoch === chat.epoch,
  )
