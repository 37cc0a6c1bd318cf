import { type Asked, LoopbackHttp } from '../../support/loopback-http.ts'
import { slowly } from '../../support/slowly.ts'

/** Marks that web WeChat sends as HTML. */
export const asHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('\n', '<br/>')

interface Member {
  UserName: string
  NickName: string
  DisplayName: string
  RemarkName?: string
}
type Raw = Record<string, unknown> & { MsgId: string }

const SHOWN_TYPES: Readonly<Record<string, string>> = { webwxsendmsg: 'text', webwxsendmsgimg: 'image' }

/** A web WeChat on loopback: login by code, contacts, one group, sync, sending, logout. Ids are new at each login. */
export class WebWeChat extends LoopbackHttp {
  /** Everything that was asked of it, by the last part of the path. */
  readonly asked: string[] = []
  /** What was sent by the client: to whom, what, under which id. */
  readonly sent: { readonly to: string; readonly text: string; readonly id: string; readonly image: boolean }[] = []
  /** Nobody scans as long as this is false. */
  scans = true
  logins = 0
  /** The next send: its `Ret`, or no answer at all. */
  nextSend: number | 'unanswered' | 'slow' = 0
  /** `synccheck` answers this. */
  syncRet = 0
  /** `webwxinit` answers this: 1101 is a session that has ended. */
  initRet = 0
  /** Contacts of these ids never come. */
  readonly ghosts = new Set<string>()
  removed = false
  /** Nobody is told any names any more: the question is never answered. */
  keepsNames = false
  /** The client has a bug that its next answer brings out. */
  bug: 'throws' | 'hangs' | null = null
  /** Its answer to what. */
  bugIn: 'synccheck' | 'webwxsendmsg' = 'synccheck'
  readonly cookie = 'SID-very-secret'
  #seed = 0
  #queue: Raw[] = []
  #wake: () => void = () => {}
  #ticks = 0
  #last: Raw | null = null
  #count = 0
  readonly now: () => number

  constructor(now: () => number) {
    super()
    this.now = now
    this.newIds()
  }

  /** Answers with new ids from now on, as after another login. */
  newIds(): void {
    this.#seed += 1
  }

  get seed(): string {
    return String.fromCharCode(64 + this.#seed)
  }
  id(name: string): string {
    return `@${this.seed}${Buffer.from(name).toString('hex')}`
  }
  get room(): string {
    return `@@${this.seed}${Buffer.from('3栋').toString('hex')}`
  }
  topic = '幸福里3栋业主群'
  members: readonly {
    readonly name: string
    readonly key?: string
    readonly card?: string
    readonly remark?: string
  }[] = [
    { name: '管家', card: '社区 小管家' },
    { name: '张三', card: '3-2-501 张三' },
    { name: '李四', key: '李四1', card: '3-2-502 李' },
    { name: '李四', key: '李四2' },
    { name: '赵六', remark: '3-1-101赵' },
  ]

  /** All open connections break. */
  cut(): void {
    this.server.closeAllConnections()
  }

  /** The server delivers a raw message, in the order of the calls. */
  push(raw: Record<string, unknown>): string {
    this.#count += 1
    const id = `70000000000000${this.#count}`
    this.#last = {
      MsgId: id,
      MsgType: 1,
      AppMsgType: 0,
      CreateTime: Math.floor(this.now() / 1000),
      ToUserName: this.id('管家'),
      StatusNotifyUserName: '',
      RecommendInfo: {},
      AppInfo: {},
      Url: '',
      FileName: '',
      ...raw,
    }
    this.#deliver(this.#last)
    return id
  }
  /** The server answers the poll that waits. */
  poke(): void {
    this.#wake()
  }
  again(): void {
    if (this.#last) this.#deliver(this.#last)
  }
  #deliver(raw: Raw): void {
    this.#queue.push(raw)
    this.#wake()
  }

  /** Somebody writes in the group. */
  inGroup(key: string, html: string, more: Record<string, unknown> = {}): string {
    return this.push({ FromUserName: this.room, Content: `${this.id(key)}:<br/>${html}`, ...more })
  }
  inPrivate(key: string, html: string, more: Record<string, unknown> = {}): string {
    return this.push({ FromUserName: this.id(key), Content: html, ...more })
  }

  /** The XML of a message that quotes another. */
  quoting(text: string, id: string, quoted: string): string {
    return `<?xml version="1.0"?>\n<msg><appmsg appid="" sdkver="0"><title>${asHtml(text)}</title><des></des><type>57</type><refermsg><type>1</type><svrid>${id}</svrid><displayname>管家</displayname><content>${asHtml(quoted)}</content></refermsg></appmsg></msg>`
  }

  #person(member: (typeof this.members)[number]): Member {
    const { name, key = name, card = '', remark = '' } = member
    return { UserName: this.id(key), NickName: name, DisplayName: card, RemarkName: remark }
  }
  #contact(member: (typeof this.members)[number]) {
    return {
      ...this.#person(member),
      DisplayName: '',
      ContactFlag: 1,
      MemberCount: 0,
      MemberList: [],
      Sex: 0,
      HeadImgUrl: '',
    }
  }
  #room() {
    const list = this.members.map((member) => ({ ...this.#person(member), RemarkName: '' }))
    return {
      UserName: this.room,
      NickName: this.topic,
      RemarkName: '',
      DisplayName: '',
      MemberCount: list.length,
      MemberList: list,
      ContactFlag: 2,
      HeadImgUrl: '',
    }
  }

  protected async answer({ response: res, url, raw }: Asked): Promise<void> {
    const body = raw.toString()
    const name = url.pathname.split('/').at(-1) ?? ''
    this.asked.push(name)
    const script = (text: string) => res.end(text)
    const json = (value: object, Ret = 0) => {
      res.setHeader('content-type', 'application/json')
      res.end(JSON.stringify({ BaseResponse: { Ret, ErrMsg: '' }, ...value }))
    }
    if (this.bug && name === this.bugIn) {
      res.setHeader('x-bug', this.bug)
      this.bug = null
    }
    const me = this.members[0] ?? { name: '管家' }
    const key = { Count: 1, List: [{ Key: 1, Val: 1 }] }
    switch (name) {
      case 'jslogin':
        this.#ticks = 0
        return void script(`window.QRLogin.code = 200; window.QRLogin.uuid = "code-${this.seed}";`)
      case 'login':
        if (!this.scans) {
          await new Promise((resolve) => setTimeout(resolve, 50).unref())
          return void script('window.code=408;')
        }
        this.#ticks += 1
        if (this.#ticks === 1) return void script("window.code=201;window.userAvatar='data:img/jpg;base64,AA';")
        return void script(
          'window.code=200;\nwindow.redirect_uri="https://wx2.qq.com/cgi-bin/mmwebwx-bin/webwxnewloginpage?ticket=T";',
        )
      case 'webwxnewloginpage':
        this.logins += 1
        this.initRet = 0
        res.statusCode = 301
        res.setHeader('set-cookie', ['wxuin=42;', `wxsid=${this.cookie};`, 'webwx_data_ticket=WDT;'])
        return void res.end(
          `<error><ret>0</ret><message></message><skey>@sk</skey><wxsid>${this.cookie}</wxsid><wxuin>42</wxuin><pass_ticket>PT</pass_ticket><isgrayscale>1</isgrayscale></error>`,
        )
      case 'webwxinit':
        if (this.initRet !== 0) return void json({}, this.initRet)
        return void json({
          ContactList: [this.#room()],
          SyncKey: key,
          User: { ...this.#contact(me), Uin: 42 },
          SKey: '@sk',
        })
      case 'webwxgetcontact':
        return void json({ MemberList: this.members.slice(1).map((member) => this.#contact(member)), Seq: 0 })
      case 'webwxbatchgetcontact': {
        if (this.keepsNames) return
        const { List } = JSON.parse(body) as { List: { UserName: string }[] }
        const found = List.map(({ UserName }) =>
          UserName === this.room
            ? this.#room()
            : this.members.map((m) => this.#contact(m)).find((c) => c.UserName === UserName),
        )
        return void json({ ContactList: found.filter((one) => one !== undefined && !this.ghosts.has(one.UserName)) })
      }
      case 'synccheck':
        if (this.#queue.length === 0 && this.syncRet === 0)
          await new Promise<void>((resolve) => {
            this.#wake = resolve
            setTimeout(resolve, 1_000).unref()
          })
        return void script(`window.synccheck={retcode:"${this.syncRet}",selector:"${this.#queue.length > 0 ? 2 : 0}"}`)
      case 'webwxsync':
        return void json({
          AddMsgCount: this.#queue.length,
          AddMsgList: this.#queue.splice(0),
          ModContactCount: 0,
          SyncKey: key,
          SKey: '',
        })
      case 'webwxuploadmedia':
        return void json({ MediaId: 'media' })
      case 'webwxsendmsg':
      case 'webwxsendmsgimg': {
        const { Msg } = JSON.parse(body) as { Msg: { ToUserName: string; Content?: string } }
        const fate = this.removed ? 1201 : this.nextSend
        this.nextSend = 0
        const id = `80000000000000${this.sent.length}`
        if (typeof fate !== 'number' || fate === 0)
          this.sent.push({ to: Msg.ToUserName, text: Msg.Content ?? '', id, image: SHOWN_TYPES[name] === 'image' })
        if (fate === 'unanswered') return
        if (fate === 'slow') await slowly()
        return void json({ MsgID: id, LocalID: '1' }, fate === 'slow' ? 0 : fate)
      }
      case 'webwxlogout':
        res.statusCode = 301
        return void res.end('')
    }
    json({})
  }
}
