/** One more step of a JSON pointer: `/metadata/annotations/a~1b`. */
export const pointerTo = (pointer: string, key: string | number): string =>
  `${pointer}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`

/** The keys of a JSON pointer. */
export const pointerKeys = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))

/** How people write a place: `spec.dependsOn[0]`, `metadata.annotations["a/b"]`. Empty for the whole document. */
export function dottedPath(pointer: string): string {
  return pointerKeys(pointer).reduce((path, key) => {
    if (/^\d+$/.test(key)) return `${path}[${key}]`
    if (!/^[\w$-]+$/.test(key)) return `${path}[${JSON.stringify(key)}]`
    return path === '' ? key : `${path}.${key}`
  }, '')
}

/** What a value is, for the middle of a sentence: `"payments"`, `the number 7`, `a list`, `empty`. */
export function describeValue(value: unknown): string {
  if (value === undefined) return 'missing'
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return 'a map'
  if (value === '') return 'an empty string'
  const text = JSON.stringify(value) ?? typeof value
  const short = text.length > 80 ? `${text.slice(0, 77)}…` : text
  return typeof value === 'string' ? short : `the ${typeof value} ${short}`
}
