import type { Extension } from '../extension.ts'

/** `pymdownx.magiclink`: addresses in the text become links. Mail addresses are not scrambled: docs are read by colleagues. */
export const magiclink: Extension = ({ md }) => {
  md.set({ linkify: true })
  md.linkify.set({ fuzzyLink: false, fuzzyIP: false, fuzzyEmail: true })
  md.linkify.add('www.', {
    validate: (text, pos) => {
      const found = /^[\w-]+(?:\.[\w-]+)+(?::\d+)?(?:[/?#][^\s<>"']*)?/.exec(text.slice(pos, pos + 2000))?.[0] ?? ''
      return found.replace(/[.,;:!?)\]*_~]+$/, '').length
    },
    normalize: (match) => {
      match.url = `http://${match.url}`
    },
  })
}
