/** What JSON says, or null where it is none: a platform may send anything. */
export const readJson = (json: string | Buffer): unknown => {
  try {
    return JSON.parse(json.toString())
  } catch {
    return null
  }
}
