import { createServer, type RequestListener, type Server } from 'node:http'

/**
 * How long (ms) one who calls may take to send his headers and his whole request, looked at every second, and how long a
 * connection may rest in the middle of something: whoever sends a byte a minute, or reads none, does not keep it.
 */
const PATIENCE = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000, rest: 60_000 }
const MAX_CONNECTIONS = 1_000

/** A server for whoever comes. Nobody holds a connection for nothing, nor all of them at once. */
export const boundedServer = (answer: RequestListener, patience = PATIENCE): Server => {
  const server = createServer(patience, answer)
  server.setTimeout(patience.rest)
  server.maxConnections = MAX_CONNECTIONS
  return server
}
