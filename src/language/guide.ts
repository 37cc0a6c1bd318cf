import { COMMANDS } from './commands/vocabulary.ts'

/** The words of staff's commands, without the slash, in the order in which help lists them. */
export const COMMAND_WORDS: readonly string[] = COMMANDS.map(({ word }) => word)

/** How a command is written, by its name (`poll`) or its word (投票): one example. Empty for a name that is none. */
export const commandUsage = (name: string): string =>
  COMMANDS.find((command) => command.name === name || command.word === name)?.example ?? ''
