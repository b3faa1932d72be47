import type { Extension } from '../extension.ts'
import { replacePattern } from '../inline.ts'
import { report } from '../page-state.ts'
import { findEmoji } from './emoji-names.ts'

/**
 * `pymdownx.emoji`: `:smile:` as the character, so that nothing is asked of other hosts. Names of icons, `:material-check:`, have no
 * character: they stay as they are, and the owner hears of it.
 */
export const emoji: Extension = ({ md }, settings) => {
  // The index that a site names gives its class: `twemoji` with Material's own, `emojione` without.
  const name = /twemoji/.test(describe(settings.emoji_index)) ? 'twemoji' : 'emojione'
  md.core.ruler.after('linkify', 'emoji', ({ tokens, env }) => {
    for (const token of tokens) {
      if (token.type !== 'inline') continue
      replacePattern(token, code, ([text, written = '']) => {
        const character = findEmoji(written)
        if (character) return `<span class="${name}" title="${text}">${character}</span>`
        if (icon.test(written)) report(env, 'unknown-icon', token.map?.[0], `The icon ${text} is not known here.`)
        return undefined
      })
    }
  })
}

const code = /:([+\w-]{1,80}):/g
const icon = /^(?:material|fontawesome|octicons|simple)-/

function describe(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
