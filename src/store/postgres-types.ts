import { type CustomTypesConfig, types } from 'pg'

/** How PostgreSQL's values come and go, for the store and for whoever copies it. */

const INT8 = 20

/** Instants and ids are far below 2^53. */
export const PARSERS: CustomTypesConfig = {
  getTypeParser: (oid, format) => (oid === INT8 ? Number : types.getTypeParser(oid, format)),
}

/** All values of a column in one parameter, by the column's type in `app/model.ts`. */
export const ARRAYS = { text: 'text[]', json: 'text[]', int: 'bigint[]', id: 'bigint[]', flag: 'boolean[]' } as const
