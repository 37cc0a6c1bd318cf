/** What the page needs of a simulated chat platform. The simulator has this shape; the page never imports it. */
export interface SimulatorPlatform {
  /** The number of the latest visible change. */
  readonly rev: number
  readonly faults: Faults
  world(): World
  /** A chat as one person sees it, all that changed after `since`. Null where he has no such chat. */
  history(view: { readonly person: string; readonly room: string }, since: number): readonly ShownMessage[] | null
  updates(person: string, since: number): readonly Update[]
  subscribe(person: string, hear: (update: Update) => void): () => void
  say(what: {
    readonly person: string
    readonly room: string
    readonly text: string
    readonly quote?: string
    readonly mentionBot?: boolean
    readonly picture?: Picture
  }): Outcome
  tap(what: { readonly person: string; readonly message: string; readonly value: string }): Outcome
  takeBack(what: { readonly person: string; readonly message: string }): Outcome
  addPerson(person: { readonly nick: string; readonly staff?: boolean }): Outcome
  addRoom(room: { readonly name: string }): Outcome
  join(what: { readonly room: string; readonly person: string; readonly card?: string }): Outcome
  removeAll(): void
  picture(what: {
    readonly person: string
    readonly message: string
  }): { readonly type: string; readonly bytes: Uint8Array } | null
  setFaults(change: Partial<Faults>): void
  relogin(): void
}

/** The clock of the simulation. `advanceTo` takes an instant in ms and resolves when all that fell due has happened. */
export interface ClockControl {
  now(): number
  readonly timezone: string
  /** Left out where other processes go by the machine's clock. */
  advanceTo?(at: number): Promise<void>
}

interface Picture {
  readonly type: 'image/png' | 'image/jpeg' | 'image/webp' | 'image/gif'
  readonly base64: string
  readonly alt: string
}

export interface Person {
  readonly id: string
  readonly nick: string
  readonly staff?: boolean
}

interface Room {
  readonly id: string
  readonly name: string
  readonly members: readonly { readonly person: string; readonly card?: string }[]
}

export interface World {
  readonly people: readonly Person[]
  readonly rooms: readonly Room[]
}

export interface Faults {
  readonly duplicates: boolean
  readonly reorder: boolean
  readonly late: boolean
  readonly dropped: boolean
  readonly backfill: boolean
  readonly rate: number
  readonly unknown: 'off' | 'shown' | 'lost'
}

/** A message as one person sees it. `room` is the room's id, or 'bot' for the private chat with 五共. */
export interface ShownMessage {
  readonly id: string
  readonly seq: number
  readonly rev: number
  readonly room: string
  readonly from: { readonly id: string; readonly name: string } | null
  readonly mine: boolean
  readonly at: number
  readonly text: string
  readonly mentionsMe: boolean
  readonly recalled: boolean
  readonly quote?: { readonly id: string; readonly name: string; readonly text: string }
  readonly picture?: { readonly alt: string }
  readonly card?: {
    readonly title: string
    readonly lines: readonly string[]
    readonly buttons: readonly { readonly label: string; readonly value: string; readonly say: string }[]
    readonly footer?: string
  }
  /** Values of the buttons this person has tapped, the latest last. */
  readonly tapped: readonly string[]
}

export type Update =
  | { readonly type: 'message'; readonly rev: number; readonly message: ShownMessage }
  | { readonly type: 'world'; readonly rev: number }

export type Outcome = { readonly id: string } | { readonly refused: string }

/** What one person's page starts with. */
export interface Screen {
  readonly rev: number
  readonly me: Person
  readonly rooms: readonly {
    readonly id: string
    readonly name: string
    readonly size: number
    readonly card?: string
  }[]
}

/** What all pages share: the clock (ms) and what goes wrong. */
export interface Weather {
  readonly now: number
  readonly timezone: string
  readonly faults: Faults
}
