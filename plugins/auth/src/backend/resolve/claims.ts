/** What is in a claim, as texts. @param path - The name of a claim, which may hold dots, or the way into a nested one. */
export function claimTexts(claims: Record<string, unknown>, path: string): string[] {
  const value = Object.hasOwn(claims, path) ? claims[path] : nested(claims, path.split('.'))
  return [value]
    .flat()
    .flatMap((item) => (typeof item === 'string' ? [item] : typeof item === 'number' ? [`${item}`] : []))
}

function nested(value: unknown, path: readonly string[]): unknown {
  const [head, ...rest] = path
  if (head === undefined) return value
  const isBlock = typeof value === 'object' && value !== null && Object.hasOwn(value, head)
  return isBlock ? nested((value as Record<string, unknown>)[head], rest) : undefined
}
