/** What web WeChat sends and what wechat4u keeps of it: only the parts we read. */

export interface RawMember {
  readonly UserName: string
  readonly NickName?: string
  /** His card in the group. */
  readonly DisplayName?: string
}

export interface RawContact extends RawMember {
  /** What the account's owner calls a friend; the one name that outlives a login. */
  readonly RemarkName?: string
  readonly MemberList?: readonly RawMember[]
}

export interface RawMessage {
  readonly MsgId: string
  readonly MsgType: number
  readonly AppMsgType?: number
  readonly FromUserName: string
  readonly ToUserName: string
  readonly Content: string
  /** Seconds since 1970. */
  readonly CreateTime: number
  readonly FileName?: string
  readonly FileSize?: string | number
  readonly RecommendInfo?: { readonly UserName?: string; readonly NickName?: string; readonly Content?: string }
}

/** The client inside the puppet, which the puppet keeps to itself. Written against wechat4u 0.7.14. */
export interface WebClient {
  readonly user: RawContact
  readonly contacts: Readonly<Record<string, RawContact>>
  /** When the server last answered a sync, in ms. */
  readonly lastSyncTime: number
  handleMsg(messages: RawMessage[]): void
  stop(): void
  restart(): unknown
  batchGetContact(who: readonly { readonly UserName: string }[]): Promise<readonly RawContact[]>
  updateContacts(contacts: readonly RawContact[]): void
  sendMsg(
    message: string | { readonly file: Buffer; readonly filename: string },
    to: string,
  ): Promise<{ readonly MsgID?: string } | undefined>
}

export const isRoom = (id: string): boolean => id.startsWith('@@')
