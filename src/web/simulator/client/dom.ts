type Child = Node | string | null | undefined | false

/** An element with a class, attributes and children. Text always becomes a text node, never markup. */
export const el = <K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Readonly<Record<string, string | boolean | undefined>> = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] => {
  const node = document.createElement(tag)
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, '')
    else if (typeof value === 'string') node.setAttribute(name, value)
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false))
  return node
}

/** A button that never submits a form. */
export const button = (label: Child, className: string, onClick: () => void, more: Record<string, string> = {}) => {
  const node = el('button', { type: 'button', class: className, ...more }, label)
  node.addEventListener('click', onClick)
  return node
}

/** A picture drawn by one path in a box of 24, in the text's colour. */
export const icon = (path: string): SVGSVGElement => {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg')
  svg.setAttribute('viewBox', '0 0 24 24')
  svg.setAttribute('class', 'icon')
  svg.setAttribute('aria-hidden', 'true')
  const line = document.createElementNS('http://www.w3.org/2000/svg', 'path')
  line.setAttribute('d', path)
  svg.append(line)
  return svg
}

export const avatar = (name: string, isBot: boolean): HTMLElement =>
  el('span', { class: isBot ? 'avatar bot' : 'avatar', 'aria-hidden': 'true' }, isBot ? '五' : surname(name))

/** "3-2-501 张三" → 张; a name without Chinese characters gives its first sign. */
const surname = (name: string): string => /\p{Script=Han}/u.exec(name.replace(/^.*\s/u, ''))?.[0] ?? [...name][0] ?? '·'
