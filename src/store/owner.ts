import { isOwned, type Table } from '../app/model.ts'
import type { Operation } from '../app/operations.ts'
import { hasId, type Values } from './clauses.ts'

/*
 * Whose rows an operation is about. A task of a community need not name it.
 */

/**
 * Tables that are changed also without being alone with a community: storing a message and sending a reply wait for
 * nobody. A head is what one is alone by.
 */
const FREE: ReadonlySet<Table> = new Set<Table>(['inbox', 'lanes', 'outbox', 'heads'])

export const isFreeTable = (table: Table): boolean => FREE.has(table) || !isOwned(table)

/** Whether a change may be made without being alone. Whoever needs an id of the community has to be. */
export const isFree = (o: Operation): boolean => isFreeTable(o.table) && !needsId(o)

/** Whether a row is to be given an id of its community's; those of the directory come from the database. */
export const needsId = (o: Operation): boolean =>
  o.do === 'insert' && hasId(o.table) && isOwned(o.table) && (o.row as Values).id === undefined

/** The one community an operation is about: the one it names, or the one its task works in. */
export const ownerOf = (o: Operation, community: string | null): string | undefined => {
  const named = ((o.do === 'insert' ? o.row : o.where) as Values).communityId
  if (named === undefined) return community !== null && isOwned(o.table) ? community : undefined
  return typeof named === 'string' ? named : undefined
}

/** The operation as the database has to be told it: with its community. */
export const owned = (o: Operation, owner: string | undefined): Operation => {
  if (!isOwned(o.table)) return o
  if (o.do === 'insert') {
    if ('communityId' in o.row) return o
    if (owner === undefined) throw new Error(`a row of ${o.table} that belongs to no community`)
    return { ...o, row: { communityId: owner, ...o.row } }
  }
  return owner === undefined || 'communityId' in o.where ? o : { ...o, where: { communityId: owner, ...o.where } }
}
