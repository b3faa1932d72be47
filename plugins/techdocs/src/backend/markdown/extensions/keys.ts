import type { Extension } from '../extension.ts'
import { pushHtml } from '../inline.ts'

/** `pymdownx.keys`: `++ctrl+alt+del++`, and `++"Own"++` for keys without a name. */
export const keys: Extension = ({ md }, settings) => {
  const separator = String(settings.separator ?? '+')
  md.inline.ruler.before('emphasis', 'keys', (state, silent) => {
    const found =
      state.src.startsWith('++', state.pos) &&
      chord.exec(state.src.slice(state.pos, Math.min(state.posMax, state.pos + 500)))
    if (!found) return false
    if (!silent) {
      const between = separator ? `<span>${md.utils.escapeHtml(separator)}</span>` : ''
      const pressed = [...(found[1] ?? '').matchAll(key)].map(([text]) => keyHtml(text, md.utils.escapeHtml))
      pushHtml(state, `<span class="keys">${pressed.join(between)}</span>`)
    }
    state.pos += found[0].length
    return true
  })
}

const key = /"[^"\n]+"|'[^'\n]+'|[\w-]+/g
const chord = /^\+\+((?:"[^"\n]+"|'[^'\n]+'|[\w-]+)(?:\+(?:"[^"\n]+"|'[^'\n]+'|[\w-]+))*)\+\+/

function keyHtml(written: string, escapeHtml: (text: string) => string): string {
  if (/^["']/.test(written)) return `<kbd>${escapeHtml(written.slice(1, -1))}</kbd>`
  const name = written.toLowerCase()
  const full = otherNames.get(name) ?? name
  return `<kbd class="key-${full}">${escapeHtml(labels.get(full) ?? capitals(full))}</kbd>`
}

/** `page-up` is `Page Up`, `f5` is `F5`. */
function capitals(name: string): string {
  return name
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ')
}

const otherNames = new Map(
  Object.entries({
    add: 'num-plus',
    altgr: 'alt-graph',
    apps: 'context-menu',
    back: 'backspace',
    bkspc: 'backspace',
    bksp: 'backspace',
    break: 'break',
    bs: 'backspace',
    cancel: 'cancel',
    caps: 'caps-lock',
    capslock: 'caps-lock',
    cmd: 'command',
    ctrl: 'control',
    del: 'delete',
    decimal: 'num-separator',
    dn: 'arrow-down',
    down: 'arrow-down',
    esc: 'escape',
    ins: 'insert',
    lalt: 'left-alt',
    lcmd: 'left-command',
    lctrl: 'left-control',
    left: 'arrow-left',
    lmeta: 'left-meta',
    loption: 'left-option',
    lshift: 'left-shift',
    lwin: 'left-windows',
    menu: 'context-menu',
    num: 'num-lock',
    numlock: 'num-lock',
    opt: 'option',
    pagedn: 'page-down',
    pagedown: 'page-down',
    pageup: 'page-up',
    pgdn: 'page-down',
    pgup: 'page-up',
    prtsc: 'print-screen',
    prtscr: 'print-screen',
    ralt: 'right-alt',
    rcmd: 'right-command',
    rctrl: 'right-control',
    return: 'enter',
    right: 'arrow-right',
    rmeta: 'right-meta',
    roption: 'right-option',
    rshift: 'right-shift',
    rwin: 'right-windows',
    scroll: 'scroll-lock',
    spc: 'space',
    sub: 'num-minus',
    super: 'super',
    up: 'arrow-up',
    win: 'windows',
    backtick: 'grave',
    bar: 'pipe',
    'double-quote': 'double-quote',
    dblquote: 'double-quote',
    gt: 'greater-than',
    lt: 'less-than',
    question: 'question-mark',
    quote: 'single-quote',
    period: 'dot',
    exclam: 'exclam',
  }),
)

const labels = new Map(
  Object.entries({
    'alt-graph': 'Alt Gr',
    'arrow-down': 'Down',
    'arrow-left': 'Left',
    'arrow-right': 'Right',
    'arrow-up': 'Up',
    command: 'Cmd',
    'context-menu': 'Menu',
    control: 'Ctrl',
    delete: 'Del',
    escape: 'Esc',
    insert: 'Ins',
    'left-alt': 'Left Alt',
    'left-control': 'Left Ctrl',
    'left-command': 'Left Cmd',
    'right-control': 'Right Ctrl',
    'right-command': 'Right Cmd',
    'left-windows': 'Left Win',
    'right-windows': 'Right Win',
    windows: 'Win',
    'page-down': 'Page Down',
    'page-up': 'Page Up',
    'print-screen': 'Print Screen',
    ampersand: '&',
    asterisk: '*',
    at: '@',
    backslash: '\\',
    'brace-left': '{',
    'brace-right': '}',
    'bracket-left': '[',
    'bracket-right': ']',
    caret: '^',
    colon: ':',
    comma: ',',
    dollar: '$',
    dot: '.',
    'double-quote': '"',
    equal: '=',
    exclam: '!',
    grave: '`',
    'greater-than': '>',
    hash: '#',
    'less-than': '<',
    minus: '-',
    'paren-left': '(',
    'paren-right': ')',
    percent: '%',
    pipe: '|',
    plus: '+',
    'question-mark': '?',
    semicolon: ';',
    'single-quote': "'",
    slash: '/',
    tilde: '~',
    underscore: '_',
  }),
)
