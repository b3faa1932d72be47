/** What somebody may have looked for who came to an address that leads nowhere: its last part, without what files end in. */
export function wordsOfPath(pathname: string): string {
  const last = pathname.split('/').filter(Boolean).at(-1) ?? ''
  return decoded(last)
    .replace(/\.(?:html?|md)$/i, '')
    .trim()
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // Somebody typed a lone per cent sign.
    return text
  }
}
