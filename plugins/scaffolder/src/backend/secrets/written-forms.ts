/** Shorter lines of a longer secret say too little to be told from ordinary text. */
const minLineLength = 9
/** The same for the middle of a secret in base64. */
const minBase64Length = 8

/**
 * The forms in which a secret may turn up in a text: itself, as it stands in JSON, in addresses and in base64, where it may
 * also be in the middle of something else (`user:password`), and its longer lines.
 *
 * @returns Nothing for a secret of one character or fewer, trimmed (spec/scaffolder.md 14.2).
 */
export function writtenForms(secret: string): string[] {
  const whole = secret.trim()
  if (whole.length <= 1) return []
  return [whole, inJson(whole), ...inAddress(whole), ...inBase64(whole), ...longLines(whole)]
}

function longLines(text: string): string[] {
  const lines = text.split(/\r?\n|\r/)
  return lines.length === 1 ? [] : lines.map((line) => line.trim()).filter((line) => line.length >= minLineLength)
}

const inJson = (text: string) => JSON.stringify(text).slice(1, -1)

function inAddress(text: string): string[] {
  const component = encodeURIComponent(text.toWellFormed())
  // Of a form the name comes first, and it is empty.
  const field = new URLSearchParams({ '': text }).toString().slice(1)
  return [component, component.replaceAll(/%../g, (code) => code.toLowerCase()), field]
}

/**
 * Base64 packs three bytes into four characters, so a text has three forms, by where in a triple it starts. Of each, what
 * depends on its neighbours is left out.
 */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text)
  return [0, 1, 2].flatMap((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64')
    const end = Math.floor(((offset + bytes.length) * 8) / 6)
    const core = encoded.slice(Math.ceil((offset * 8) / 6), end)
    return core.length < minBase64Length ? [] : [core, core.replaceAll('+', '-').replaceAll('/', '_')]
  })
}
