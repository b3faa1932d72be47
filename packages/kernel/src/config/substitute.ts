/**
 * Replaces `${NAME}` and `${NAME:-default}` in one string (spec/platform.md 1.3). Single pass; `$${NAME}` stays as `${NAME}`.
 *
 * @returns `undefined` when a name without a default is not set: the whole value then counts as absent.
 */
export function substitute(text: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  if (!text.includes('${')) return text
  let isComplete = true
  const result = text.replace(/\$?\$\{([^{}]*)\}/g, (whole, inside: string) => {
    if (whole.startsWith('$$')) return whole.slice(1)
    const value = valueOfExpression(inside, env)
    if (value === undefined) isComplete = false
    return value ?? ''
  })
  return isComplete ? result : undefined
}

function valueOfExpression(inside: string, env: Readonly<Record<string, string | undefined>>): string | undefined {
  const separator = inside.indexOf(':-')
  if (separator < 0) return env[inside.trim()]?.trim()
  // Empty counts as unset on both sides of `:-`.
  return env[inside.slice(0, separator).trim()]?.trim() || inside.slice(separator + 2).trim() || undefined
}
