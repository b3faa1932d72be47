/**
 * The path of a file below a site, as the router has decoded it.
 *
 * @returns undefined when it would leave the site, however often it is encoded.
 */
export function safePath(path: string): string | undefined {
  let decoded = path
  for (let pass = 0; pass < 5; pass++) {
    if (decoded.includes('\\') || decoded.includes('\0')) return undefined
    if (decoded.split('/').some((segment) => segment === '..' || segment === '.')) return undefined
    const again = decodeOnce(decoded)
    if (again === decoded) return path.replace(/^\/+/, '')
    decoded = again
  }
  return undefined
}

function decodeOnce(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that means itself.
    return text
  }
}
