const maxDepth = 4
const maxItems = 50
const maxLength = 500

/** Names of what must not be shown: tokens, and what proves or leads to one. */
const secretName =
  /token|secret|password|passwd|credential|assertion|private|cookie|session|nonce|(?:^|_)(?:code|key|hash|jti|sid)$/i
/** Texts that look like a token, whatever their name: JWTs, GitHub's, GitLab's, Atlassian's, Google's, long random ones. */
const secretText = /^(?:eyJ[\w-]+\.|gh[a-z]_|github_pat_|glpat-|ATATT|ya29\.|xox[a-z]-|sk-)|^[\w+/=-]{64,}$/

/** Claims as administrators may see them: without secrets, and short. */
export function filterClaims(claims: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(claims)
      .slice(0, maxItems)
      .map(([name, value]) => [name, secretName.test(name) ? '(not shown)' : filtered(value, maxDepth)]),
  )
}

function filtered(value: unknown, depth: number): unknown {
  if (typeof value === 'string') {
    if (secretText.test(value)) return '(not shown)'
    return value.length > maxLength ? `${value.slice(0, maxLength)}…` : value
  }
  if (typeof value !== 'object' || value === null) return value
  if (depth === 0) return '(more)'
  if (Array.isArray(value)) return value.slice(0, maxItems).map((item) => filtered(item, depth - 1))
  return Object.fromEntries(
    Object.entries(value)
      .slice(0, maxItems)
      .map(([name, item]) => [name, secretName.test(name) ? '(not shown)' : filtered(item, depth - 1)]),
  )
}
