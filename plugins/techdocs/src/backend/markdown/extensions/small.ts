import type { Extension } from '../extension.ts'
import { pushHtml } from '../inline.ts'

/** `wikilinks`: `[[Some page]]`. */
export const wikilinks: Extension = ({ md }, settings) => {
  const base = String(settings.base_url ?? '/')
  const end = String(settings.end_url ?? '/')
  const name = String(settings.html_class ?? 'wikilink')
  const link = /\[\[([\w ()_-]{1,200})\]\]/y
  md.inline.ruler.before('link', 'wikilink', (state, silent) => {
    link.lastIndex = state.pos
    const [text, label] = (state.src[state.pos] === '[' && link.exec(state.src)) || []
    if (!text || !label?.trim()) return false
    if (!silent) {
      const href = `${base}${label.trim().replace(/ +/g, '_')}${end}`
      const open = state.push('link_open', 'a', 1)
      open.attrs = [
        ['class', name],
        ['href', href],
      ]
      // The address is one of the site, not of a file.
      open.info = 'wiki'
      state.push('text', '', 0).content = label.trim()
      state.push('link_close', 'a', -1)
    }
    state.pos += text.length
    return true
  })
}

/** `pymdownx.progressbar`: `[=65% "65%"]`. */
export const progressbar: Extension = ({ md }, settings) => {
  const bar =
    /\[=+[ ]*(?:(\d+(?:\.\d+)?)%|(\d+(?:\.\d+)?)[ ]*\/[ ]*(\d+(?:\.\d+)?))(?:[ ]+(?:"([^"\n]*)"|'([^'\n]*)'))?[ ]*\]/y
  const step = Math.max(1, Number(settings.progress_increment ?? 20))
  md.inline.ruler.before('link', 'progressbar', (state, silent) => {
    bar.lastIndex = state.pos
    const found = state.src.startsWith('[=', state.pos) ? bar.exec(state.src) : null
    if (!found) return false
    if (!silent) {
      const [, percent, part, whole, double, single] = found
      const share = percent ? Number(percent) : Number(whole) === 0 ? 0 : (Number(part) / Number(whole)) * 100
      const shown = Math.min(100, Math.max(0, share))
      const classes = [
        'progress',
        ...(settings.level_class === false ? [] : [`progress-${Math.floor(shown / step) * step}plus`]),
        ...(settings.add_classes ? [md.utils.escapeHtml(String(settings.add_classes))] : []),
      ]
      const label = md.utils.escapeHtml(double ?? single ?? '')
      pushHtml(
        state,
        `<div class="${classes.join(' ')}"><div class="progress-bar" style="width:${shown.toFixed(2)}%">` +
          `<p class="progress-label">${label}</p></div></div>`,
      )
    }
    state.pos += found[0].length
    return true
  })
  // A bar is no phrase: a paragraph around it would be closed by browsers before it begins.
  md.core.ruler.after('inline', 'progressbar', ({ tokens }) => {
    for (const [at, token] of tokens.entries()) {
      const isBar =
        token.type === 'inline' &&
        token.children?.length === 1 &&
        token.children[0]?.content.startsWith('<div class="progress')
      for (const tag of isBar ? [tokens[at - 1], tokens[at + 1]] : []) if (tag) tag.hidden = true
    }
  })
}

/** `nl2br`: a line ends where it was written to end. */
export const nl2br: Extension = ({ md }) => md.set({ breaks: true })

/** `smarty`: curly quotes, dashes, dots. */
export const smarty: Extension = ({ md }, settings) => {
  const isOn = (name: string) => settings[name] !== false
  const dashes = (text: string) => text.replaceAll('---', '\u2014').replaceAll('--', '\u2013')
  if (isOn('smart_quotes')) md.set({ typographer: true })
  md.core.ruler.disable('replacements')
  md.core.ruler.after('linkify', 'smarty', ({ tokens }) => {
    for (const child of tokens.flatMap((token) => token.children ?? [])) {
      if (child.type !== 'text') continue
      if (isOn('smart_ellipses')) child.content = child.content.replaceAll('...', '\u2026')
      if (isOn('smart_dashes')) child.content = dashes(child.content)
    }
  })
}
