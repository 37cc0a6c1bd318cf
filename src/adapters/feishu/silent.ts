const nothing = () => {}

/** The SDK's log prints addresses with tickets and whole requests with tokens: what operators need, we log ourselves. */
export const SILENT = { error: nothing, warn: nothing, info: nothing, debug: nothing, trace: nothing }
