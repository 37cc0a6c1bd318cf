import { type HomeNumber, homeText } from '../core/people/home.ts'

/** Where a group's residents live: the whole community where both are null. */
export interface Scope {
  readonly building: string | null
  readonly unit: string | null
}

/** The estate's homes, for looking up what residents write. Made once, asked for each message. */
export interface Register {
  readonly size: number
  has(home: HomeNumber): boolean
  /** Homes with this room in this building, whatever their unit. */
  inBuilding(building: string, room: string): readonly HomeNumber[]
  /** Homes with this room in a unit of this number, whatever their building. */
  inUnit(unit: string, room: string): readonly HomeNumber[]
  withRoom(room: string): readonly HomeNumber[]
  /** Homes whose parts make these digits when written without anything between them: 32501, 0302501. */
  run(digits: string): readonly HomeNumber[]
  hasBuilding(building: string): boolean
}

const NONE: readonly HomeNumber[] = []

/** Indexes a list of homes. An empty list is a register that knows no home; without a register pass none at all. */
export const registerOf = (homes: readonly HomeNumber[]): Register => {
  const index = new Map<string, HomeNumber[]>()
  const note = (key: string, home: HomeNumber): void => {
    const found = index.get(key)
    if (found) found.push(home)
    else index.set(key, [home])
  }
  const all = new Set<string>()
  for (const home of homes) {
    const { building, unit, room } = home
    if (all.has(homeText(home))) continue
    all.add(homeText(home))
    note(`building ${building} ${room}`, home)
    note(`room ${room}`, home)
    note(`block ${building}`, home)
    if (unit !== null) note(`unit ${unit} ${room}`, home)
    const pad = (part: string) => (/^\d$/.test(part) ? [part, `0${part}`] : [part])
    for (const block of pad(building))
      for (const door of unit === null ? [''] : pad(unit)) note(`run ${block}${door}${room}`, home)
  }
  const at = (key: string): readonly HomeNumber[] => index.get(key) ?? NONE
  return {
    size: all.size,
    has: (home) => all.has(homeText(home)),
    inBuilding: (building, room) => at(`building ${building} ${room}`),
    inUnit: (unit, room) => at(`unit ${unit} ${room}`),
    withRoom: (room) => at(`room ${room}`),
    run: (digits) => at(`run ${digits}`),
    hasBuilding: (building) => index.has(`block ${building}`),
  }
}

/** A home as it was written: what is not said is null. */
export interface WrittenHome {
  readonly building: string | null
  readonly unit: string | null
  readonly room: string
}

/** 3-2-501, 1-201, 2单元501, 501: a home as far as it was said, for repeating it back. */
export const writtenText = ({ building, unit, room }: WrittenHome): string => {
  if (building !== null) return homeText({ building, unit, room })
  return unit === null ? room : `${unit}单元${room}`
}

/**
 * What a written home is. `one`: exactly one home fits. `several`: it may be any of these. `none`: no such home; `near`
 * are those that it is easily mistaken for (栋 and 单元 swapped).
 */
export type Resolved =
  | { readonly kind: 'one'; readonly home: HomeNumber }
  | { readonly kind: 'several'; readonly homes: readonly HomeNumber[] }
  | { readonly kind: 'none'; readonly near: readonly HomeNumber[] }

const inScope = (homes: readonly HomeNumber[], { building, unit }: Scope): readonly HomeNumber[] =>
  homes.filter((home) => (building === null || home.building === building) && (unit === null || home.unit === unit))

const settled = (homes: readonly HomeNumber[]): Resolved => {
  const [first, ...others] = homes
  if (!first) return { kind: 'none', near: [] }
  return others.length === 0 ? { kind: 'one', home: first } : { kind: 'several', homes }
}

const distinct = (homes: readonly HomeNumber[]): readonly HomeNumber[] => [
  ...new Map(homes.map((home) => [homeText(home), home])).values(),
]

/**
 * Looks a written home up: exactly one must fit, among the group's own homes before all
 * others; two hits are asked about, none is said, a swapped pair is offered and never taken. Without a register what
 * names its building is taken as it is written.
 */
export const resolveHome = (written: WrittenHome, register: Register | null, scope: Scope): Resolved => {
  const { building, unit, room } = written
  if (!register) return building === null ? { kind: 'none', near: [] } : { kind: 'one', home: { building, unit, room } }
  if (building === null)
    return settled(inScope(register.withRoom(room), scope).filter((home) => unit === null || home.unit === unit))
  if (unit !== null) {
    const home = { building, unit, room }
    if (register.has(home)) return { kind: 'one', home }
    const swapped = { building: unit, unit: building, room }
    return { kind: 'none', near: register.has(swapped) ? [swapped] : [] }
  }
  // Two numbers are building and room, or unit and room of this group's building.
  const whole = register.inBuilding(building, room)
  const here = scope.building === null ? [] : inScope(register.inUnit(building, room), scope)
  return settled(distinct([...whole, ...here]))
}

/** 32501: a row of digits is a home only where exactly one fits. */
export const resolveRun = (digits: string, register: Register | null): HomeNumber | null => {
  const [only, ...others] = register?.run(digits) ?? NONE
  return only && others.length === 0 ? only : null
}
