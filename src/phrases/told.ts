/** How many people of a list there were to be told in private, and how many of them could be. */
export interface Told {
  readonly people: number
  readonly reached: number
}

/** In the group: nothing where it is not so. */
export const allToldText = ({ people, reached }: Told, who = '报过名的'): string =>
  people > 0 && reached === people ? `${who}都单独告诉了。` : ''

/** To staff. */
export const toldText = ({ people, reached }: Told): string =>
  reached === people ? `${people}人都单独告诉了` : `${people}人里有${people - reached}人私下没送到，请您转告`
