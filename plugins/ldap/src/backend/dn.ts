/**
 * A DN as it is compared: case and the spaces and spelling of escapes do not count (RFC 4514).
 *
 * @returns Not a DN to show or to search with.
 */
export function dnKey(dn: string): string {
  // Nearly all DNs are plain, and a large directory has hundreds of thousands of them in its groups.
  if (!/[\\+]|\s[,=]|[,=]\s|^\s|\s$/.test(dn)) return dn.toLowerCase()
  return splitUnescaped(dn, ',')
    .map((rdn) => splitUnescaped(rdn, '+').map(pairKey).sort().join('+'))
    .join(',')
}

function pairKey(pair: string): string {
  const equals = pair.indexOf('=')
  if (equals < 0) return canonicalValue(pair)
  return `${pair.slice(0, equals).trim().toLowerCase()}=${canonicalValue(pair.slice(equals + 1))}`
}

/** Escapes of bytes and of characters become the characters; what would end a part is escaped again. */
function canonicalValue(text: string): string {
  const trimmed = text.replace(/^ +/, '').replace(/(?<!\\) +$/, '')
  const plain = trimmed.replace(/(?:\\[0-9a-f]{2})+|\\(.)/gi, (escaped, character?: string) =>
    character === undefined ? Buffer.from(escaped.replaceAll('\\', ''), 'hex').toString('utf8') : character,
  )
  return plain.toLowerCase().replace(/[\\,+]/g, '\\$&')
}

function splitUnescaped(text: string, separator: string): string[] {
  const parts = ['']
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === separator) parts.push('')
    else {
      const piece = text[at] === '\\' ? text.slice(at, at + 2) : text.charAt(at)
      parts[parts.length - 1] += piece
      at += piece.length - 1
    }
  }
  return parts
}
