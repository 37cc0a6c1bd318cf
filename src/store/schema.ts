import {
  index,
  integer,
  primaryKey,
  type SQLiteColumnBuilderBase,
  sqliteTable,
  text,
  unique,
} from 'drizzle-orm/sqlite-core'
import { model, type Table, type TableModel } from '../app/model.ts'

/** The drizzle tables of SQLite, built from the one list in `app/model.ts`. drizzle-kit reads the exports. */
const build = (name: Table) => {
  const definition: TableModel = model[name]
  const columns: Record<string, SQLiteColumnBuilderBase> = {}
  for (const [column, { type, nullable }] of Object.entries(definition.columns)) {
    if (type === 'id' && !definition.key) columns[column] = integer().primaryKey({ autoIncrement: true })
    else {
      const built =
        type === 'int' || type === 'id'
          ? integer()
          : type === 'flag'
            ? integer({ mode: 'boolean' })
            : type === 'json'
              ? text({ mode: 'json' })
              : text()
      columns[column] = nullable ? built : built.notNull()
    }
  }
  return sqliteTable(name, columns, (table) => {
    const pick = (names: readonly string[]) =>
      names.map((n) => {
        const column = table[n]
        if (!column) throw new Error(`${name}.${n} is not a column`)
        return column
      })
    type Picked = [ReturnType<typeof pick>[number], ...ReturnType<typeof pick>]
    const named = (kind: string, names: readonly string[]) => `${name}_${names.join('_')}_${kind}`
    return [
      ...(definition.key ? [primaryKey({ columns: pick(definition.key) as Picked })] : []),
      ...(definition.unique ?? []).map((names) => unique(named('unique', names)).on(...(pick(names) as Picked))),
      ...(definition.index ?? []).map((names) => index(named('index', names)).on(...(pick(names) as Picked))),
    ]
  })
}

export const communities = build('communities')
export const heads = build('heads')
export const groups = build('groups')
export const chats = build('chats')
export const lanes = build('lanes')
export const members = build('members')
export const identities = build('identities')
export const memberships = build('memberships')
export const rosters = build('rosters')
export const roles = build('roles')
export const households = build('households')
export const residencies = build('residencies')
export const tokens = build('tokens')
export const suggestions = build('suggestions')
export const candidates = build('candidates')
export const lessons = build('lessons')
export const polls = build('polls')
export const tallies = build('tallies')
export const ballots = build('ballots')
export const works = build('works')
export const shifts = build('shifts')
export const signups = build('signups')
export const digests = build('digests')
export const jielongs = build('jielongs')
export const jielongCopies = build('jielongCopies')
export const jielongLines = build('jielongLines')
export const places = build('places')
export const questions = build('questions')
export const marks = build('marks')
export const speech = build('speech')
export const counters = build('counters')
export const gaps = build('gaps')
export const unknownEvents = build('unknownEvents')
export const inbox = build('inbox')
export const outbox = build('outbox')
export const timers = build('timers')
export const leases = build('leases')
export const events = build('events')

/** By name, for the driver. The type refuses a table that is missing here. */
export const tables: Readonly<Record<Table, ReturnType<typeof build>>> = {
  communities,
  heads,
  groups,
  chats,
  lanes,
  members,
  identities,
  memberships,
  rosters,
  roles,
  households,
  residencies,
  tokens,
  suggestions,
  candidates,
  lessons,
  polls,
  tallies,
  ballots,
  works,
  shifts,
  signups,
  digests,
  jielongs,
  jielongCopies,
  jielongLines,
  places,
  questions,
  marks,
  speech,
  counters,
  gaps,
  unknownEvents,
  inbox,
  outbox,
  timers,
  leases,
  events,
}
