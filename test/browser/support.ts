import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { BrowserContext, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'

const CLI = join(import.meta.dirname, '../../dist/cli.js')
const SCREENSHOTS = join(import.meta.dirname, 'screenshots')

export const PHONE = { width: 390, height: 844 }
export const DESKTOP = { width: 1280, height: 800 }

/** How long anything may take on a busy machine, in ms. */
export const PATIENCE = 20_000

/** A Chromium on the PATH, or null. */
export const chromiumOnPath = (): string | null =>
  (process.env.PATH ?? '')
    .split(delimiter)
    .flatMap((folder) => ['chromium', 'chromium-browser', 'google-chrome'].map((name) => join(folder, name)))
    .find(existsSync) ?? null

/** The built program on one database, as a person starts it. `port` 0 takes any; a later start takes the same again. */
export class Program {
  readonly #folder: string
  readonly #settings: Readonly<Record<string, string>>
  #child: ChildProcess | null = null
  url = ''
  consoleLink = ''

  constructor(folder: string, settings: Readonly<Record<string, string>> = {}) {
    this.#folder = folder
    this.#settings = settings
  }

  async start(): Promise<void> {
    const port = this.url === '' ? '0' : new URL(this.url).port
    const child = spawn(process.execPath, [CLI, 'start', '--db', this.#database], {
      env: { ...this.#environment, WUGONG_PORT: port },
    })
    this.#child = child
    let out = ''
    await new Promise<void>((resolve, reject) => {
      child.stdout.on('data', (chunk) => {
        out += chunk
        if (/后台：.*\n/.test(out)) resolve()
      })
      child.stderr.on('data', (chunk) => {
        out += chunk
      })
      child.once('exit', () => reject(new Error(`it did not start: ${out}`)))
    })
    this.url = /群聊：(http:\S+)\/sim/.exec(out)?.[1] ?? ''
    this.consoleLink = /后台：(http:\S+)/.exec(out)?.[1] ?? ''
  }

  /** As a power cut ends it (SIGKILL), or as a person does (SIGTERM). */
  end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const child = this.#child
    this.#child = null
    return new Promise((resolve) => {
      if (!child || child.exitCode !== null) return resolve()
      child.once('exit', () => resolve())
      child.kill(signal)
    })
  }

  /** A table as `export` gives it, also while the program runs. */
  table(name: string): Record<string, unknown>[] {
    return JSON.parse(this.#run('export', name, '--format', 'json'))
  }

  /** Takes a register of homes into a community, which it makes. */
  imports(file: string, community: string): void {
    this.#run('import', 'households', file, '--community', community)
  }

  /** A six-digit code by which somebody proves to be staff. */
  code(): string {
    return /\d{6}/.exec(this.#run('code'))?.[0] ?? ''
  }

  #run(...args: string[]): string {
    return execFileSync(process.execPath, [CLI, ...args, '--db', this.#database], {
      encoding: 'utf8',
      env: this.#environment,
    })
  }

  get #database(): string {
    return join(this.#folder, 'wugong.db')
  }

  get #environment() {
    return { PATH: process.env.PATH ?? '', HOME: this.#folder, ...this.#settings }
  }
}

/** One person's window of the simulated chat. */
export class Window {
  readonly page: Page
  readonly log: Locator
  readonly #box: Locator

  private constructor(page: Page) {
    this.page = page
    this.log = page.getByRole('log')
    this.#box = page.getByRole('textbox', { name: '说点什么' })
  }

  /** Opens the page of all people and clicks one of them. */
  static async of(person: string, context: BrowserContext, url: string): Promise<Window> {
    const overview = await context.newPage()
    await overview.goto(`${url}/sim`)
    const opened = context.waitForEvent('page')
    await overview.getByRole('link', { name: person }).click()
    const page = await opened
    await overview.close()
    await page.getByRole('navigation', { name: '聊天' }).waitFor()
    return new Window(page)
  }

  async opens(chat: string): Promise<void> {
    const back = this.page.getByRole('button', { name: '返回' })
    if (await back.isVisible()) await back.click()
    await this.row(chat).click()
    await this.page.getByRole('heading', { level: 1, name: chat }).waitFor()
  }

  /** A chat's line in the list. */
  row(chat: string): Locator {
    const name = this.page.locator('b').getByText(chat, { exact: true })
    return this.page.getByRole('navigation', { name: '聊天' }).getByRole('button').filter({ has: name })
  }

  async says(text: string): Promise<void> {
    await this.#box.fill(text)
    await this.#box.press('Enter')
    await expect.poll(() => this.#box.inputValue(), { message: `“${text}” is sent`, timeout: PATIENCE }).toBe('')
  }

  /** The messages in the open chat with these words, the latest last. */
  messages(words: string | RegExp): Locator {
    return this.log.getByRole('article').filter({ hasText: words })
  }

  /** Waits until a message with these words is there, and answers what it says. */
  async hears(words: string | RegExp): Promise<string> {
    const message = this.messages(words).last()
    await message.waitFor()
    return (await message.locator('.bubble').textContent()) ?? ''
  }

  async taps(message: string | RegExp, button: string): Promise<void> {
    await this.messages(message).last().getByRole('button', { name: button }).click()
  }

  /** Writes while quoting a message, by its menu. */
  async quotes(message: string, text: string): Promise<void> {
    const quoted = this.messages(message).last()
    await quoted.hover()
    await quoted.getByRole('button', { name: '更多' }).click()
    await this.page.getByRole('menuitem', { name: '引用' }).click()
    await this.says(text)
  }

  /** Moves the clock by its button and waits until the page shows the new time. */
  async moves(button: string, shown: RegExp): Promise<void> {
    await this.page.locator('.bar').getByRole('button', { name: button, exact: true }).click()
    await expect.poll(() => this.page.getByRole('timer').textContent(), { timeout: PATIENCE }).toMatch(shown)
  }

  /** Turns faults on or off in the drawer 制造麻烦. */
  async troubles(switches: Record<string, boolean>): Promise<void> {
    await this.page.locator('.trouble').click()
    const drawer = this.page.getByRole('dialog')
    for (const [name, on] of Object.entries(switches)) {
      const one = drawer.getByRole('switch', { name: new RegExp(`^${name}`) })
      if ((await one.isChecked()) === on) continue
      await Promise.all([this.page.waitForResponse(/\/api\/faults$/), one.click()])
    }
    await drawer.getByRole('button', { name: '关上' }).click()
  }

  /** Takes a command from the buttons beside the box, as it stands there. */
  async starts(command: string): Promise<void> {
    await this.page.getByRole('button', { name: command, exact: true }).click()
    await this.page.getByRole('button', { name: '发送' }).click()
    await expect.poll(() => this.#box.inputValue(), { timeout: PATIENCE }).toBe('')
  }

  /** Goes by keyboard to what has these words. */
  async reaches(words: string, key: 'Tab' | 'Shift+Tab'): Promise<void> {
    const focused = () =>
      this.page.evaluate(() => {
        const node = document.activeElement
        return node instanceof HTMLButtonElement ? (node.textContent ?? '') : ''
      })
    for (let step = 0; step < 40; step += 1) {
      await this.page.keyboard.press(key)
      if ((await focused()).includes(words)) return
    }
    throw new Error(`“${words}” cannot be reached by keyboard`)
  }

  /** Other windows hide this one. The browser under test shows all of its windows, so that they have to be told. */
  goesBehind(): Promise<void> {
    return this.#isHidden(true)
  }

  async comesBack(): Promise<void> {
    await this.page.bringToFront()
    await this.#isHidden(false)
  }

  #isHidden(hidden: boolean): Promise<void> {
    return this.page.evaluate((value) => {
      Object.defineProperty(document, 'hidden', { configurable: true, value })
      document.dispatchEvent(new Event('visibilitychange'))
    }, hidden)
  }

  async shows(name: string): Promise<void> {
    await picture(this.page, name)
  }
}

export const picture = async (page: Page, name: string, fullPage = false): Promise<void> => {
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), fullPage })
}

/** What an inspector of a page would write down, one line each. */
export const flaws = (page: Page, must: { target: number; contrast: number }): Promise<string[]> =>
  page.evaluate(inspect, must)

/** Runs in the page. */
const inspect = ({ target, contrast }: { target: number; contrast: number }): string[] => {
  const found: string[] = []
  const note = (flaw: string, node?: Element) =>
    found.push(
      node
        ? `${flaw}: ${node.tagName.toLowerCase()}.${node.className} “${(node.textContent ?? '').slice(0, 30)}”`
        : flaw,
    )
  const { documentElement: root, title } = document
  if (root.lang !== 'zh-CN') note(`the page is in “${root.lang}”`)
  if (!/\p{Script=Han}/u.test(title)) note(`the title says “${title}”`)
  if (root.scrollWidth > root.clientWidth) note(`scrolls sideways: ${root.scrollWidth} in ${root.clientWidth} px`)

  const shown = (node: Element) => node.checkVisibility({ opacityProperty: true, visibilityProperty: true })
  const numbers = (colour: string) => (colour.match(/[\d.]+/g) ?? []).map(Number)
  const luminance = (colour: string) => {
    const [r = 0, g = 0, b = 0] = numbers(colour).map((v) =>
      v / 255 <= 0.03928 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4,
    )
    return 0.2126 * r + 0.7152 * g + 0.0722 * b
  }
  const behind = (node: Element | null): string => {
    if (!node) return 'rgb(255, 255, 255)'
    const colour = getComputedStyle(node).backgroundColor
    return (numbers(colour)[3] ?? 1) === 0 ? behind(node.parentElement) : colour
  }
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  for (let text = walker.nextNode(); text; text = walker.nextNode()) {
    const node = text.parentElement
    const words = text.textContent?.trim() ?? ''
    if (!node || words === '' || !shown(node)) continue
    const [a, b] = [luminance(getComputedStyle(node).color), luminance(behind(node))].sort((x, y) => y - x)
    const ratio = ((a ?? 0) + 0.05) / ((b ?? 0) + 0.05)
    if (ratio < contrast) note(`contrast ${ratio.toFixed(1)}`, node)
    if (/[A-Za-z]{2,}/.test(words.replace(/\b(?:CSV|Excel|http\S+)/g, ''))) note('English', node)
  }
  for (const node of document.querySelectorAll<HTMLElement>('a, button, input, select, textarea, summary')) {
    if (!shown(node)) continue
    const named =
      node instanceof HTMLInputElement || node instanceof HTMLSelectElement || node instanceof HTMLTextAreaElement
    const label = named
      ? [...(node.labels ?? [])].map((one) => one.textContent).join('')
      : node.textContent + (node.querySelector('img')?.alt ?? '')
    if ((node.ariaLabel ?? label ?? '').trim() === '') note('has no name', node)
    const touched = named && node.labels?.[0] ? node.labels[0] : node
    const { width, height } = touched.getBoundingClientRect()
    if (height > 0 && height < target) note(`target ${Math.round(width)}×${Math.round(height)}`, node)
  }
  for (const image of document.querySelectorAll('img')) if (image.alt === '') note('picture without words', image)
  return [...new Set(found)]
}
