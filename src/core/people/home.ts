/** A home's place in an estate. `unit` is null where a building has none: 1-201. */
export interface HomeNumber {
  readonly building: string
  readonly unit: string | null
  readonly room: string
}

/** "3-2-501", or "1-201" without units: how a home is written in every table and text. */
export const homeText = ({ building, unit, room }: HomeNumber): string =>
  unit === null ? `${building}-${room}` : `${building}-${unit}-${room}`

/** Reads what `homeText` writes. Null for anything else: free text is `language`'s business. */
export const homeFromText = (text: string): HomeNumber | null => {
  const match = /^([0-9A-Za-z]{1,4})-(?:([0-9A-Za-z]{1,3})-)?([0-9A-Za-z]{1,5})$/.exec(text)
  return match ? { building: match[1] ?? '', unit: match[2] ?? null, room: match[3] ?? '' } : null
}
