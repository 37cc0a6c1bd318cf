/** Names of the protocols that we speak, each with its document: https://xmpp.org/extensions/ */
export const NS = {
  /** XEP-0045 */
  muc: 'http://jabber.org/protocol/muc',
  mucUser: 'http://jabber.org/protocol/muc#user',
  /** XEP-0030 */
  disco: 'http://jabber.org/protocol/disco#info',
  /** XEP-0059, XEP-0313, XEP-0297, XEP-0203, XEP-0004 */
  rsm: 'http://jabber.org/protocol/rsm',
  mam: 'urn:xmpp:mam:2',
  forward: 'urn:xmpp:forward:0',
  delay: 'urn:xmpp:delay',
  form: 'jabber:x:data',
  /** XEP-0359 */
  sid: 'urn:xmpp:sid:0',
  /** XEP-0421 */
  occupant: 'urn:xmpp:occupant-id:0',
  /** XEP-0372, XEP-0461, XEP-0428 */
  reference: 'urn:xmpp:reference:0',
  reply: 'urn:xmpp:reply:0',
  fallback: 'urn:xmpp:fallback:0',
  /** XEP-0066 */
  oob: 'jabber:x:oob',
  /** XEP-0199 */
  ping: 'urn:xmpp:ping',
  /** XEP-0202 */
  time: 'urn:xmpp:time',
} as const

export const NAME = 'xmpp'

/** What a room tells of somebody in it. */
export interface Occupant {
  readonly nick: string
  /** His own address, without the device; rooms may hide it. */
  readonly jid?: string
  /** Stays the same in this room, whatever he calls himself. */
  readonly occupantId?: string
}
