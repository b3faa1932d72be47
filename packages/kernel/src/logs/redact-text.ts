/** Masks known secrets in text. Values can be replaced while it is in use, as config is read again. */
export interface Redaction {
  /** The text with every known secret as `***`, and whatever has the form of a token. */
  redact(text: string): string
  /** From now on these are the secrets. One-character values are ignored: masking them would blank out every line. */
  setSecrets(values: readonly string[]): void
}

/**
 * Signed tokens (JWTs, whose header begins with `{"`), and personal access tokens. No config names them, and a caller may
 * put one where it does not belong, such as a query.
 */
const tokens = /\beyJ[\w-]{4,}\.[\w-]+\.[\w-]*|\bcbp_[0-9a-f]{18}_[\w-]{43}/g

/** A redaction that knows no secret yet. */
export function createRedaction(): Redaction {
  let pattern: RegExp | undefined
  return {
    redact(text) {
      const masked = text.replace(tokens, '***')
      return pattern ? masked.replace(pattern, '***') : masked
    },
    setSecrets(values) {
      const spellings = new Set(values.filter((value) => value.length > 1).flatMap(spellingsOf))
      const alternatives = [...spellings].sort((a, b) => b.length - a.length).map(escapePattern)
      pattern = alternatives.length > 0 ? new RegExp(alternatives.join('|'), 'g') : undefined
    },
  }
}

/** A secret also appears JSON-escaped (keys in PEM form have line breaks) and percent-encoded (in URLs). */
function spellingsOf(secret: string): string[] {
  return [secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret)]
}

// `RegExp.escape` exists in Node 24, but not yet in the library types that we compile against.
const escapePattern = (text: string) => text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')
