import type { RootConfig } from '../config/root-config.ts'

/** The security headers of replies (spec/platform.md 4.5). */
export interface SecurityHeaders {
  /**
   * For data: nothing in it may run, be framed or be taken for something else. Few and short, because Node checks every
   * character of every header of every reply: with the full set, a route of ready bytes answers a third fewer requests.
   */
  readonly data: Readonly<Record<string, string>>
  /** For files of the web app: the usual set of Helmet with the field's changes. */
  readonly files: Readonly<Record<string, string>>
  /** For a page, whose inline scripts with these hashes (`sha256-…`) may run. */
  forPage(scriptHashes: readonly string[]): Record<string, string>
}

type Directives = Record<string, string[]>

const defaults: Directives = {
  'default-src': ["'self'"],
  'base-uri': ["'self'"],
  'font-src': ["'self'", 'https:', 'data:'],
  'frame-ancestors': ["'self'"],
  'img-src': ["'self'", 'data:'],
  'object-src': ["'none'"],
  'script-src': ["'self'", "'unsafe-eval'"],
  'script-src-attr': ["'none'"],
  'style-src': ["'self'", 'https:', "'unsafe-inline'"],
}

/** Reads `backend.csp` and `backend.referrer.policy`; what only makes sense with HTTPS is left out without it. */
export function securityHeaders(config: RootConfig, options: { isHttps: boolean }): SecurityHeaders {
  const directives: Directives = { ...defaults, ...(options.isHttps && { 'upgrade-insecure-requests': [] }) }
  // The kernel's config schema has checked the block.
  const overrides = (config.get('backend.csp') ?? {}) as Record<string, string[] | false>
  for (const [name, sources] of Object.entries(overrides)) {
    if (sources === false) delete directives[name]
    else directives[name] = sources
  }
  const transport: Record<string, string> = options.isHttps
    ? { 'strict-transport-security': 'max-age=31536000; includeSubDomains' }
    : {}
  const referrerPolicy = String(config.get('backend.referrer.policy') ?? 'no-referrer')
  const files: Record<string, string> = {
    'content-security-policy': policyText(directives),
    'referrer-policy': referrerPolicy,
    'x-content-type-options': 'nosniff',
    'x-dns-prefetch-control': 'off',
    'x-download-options': 'noopen',
    'x-frame-options': 'SAMEORIGIN',
    'x-permitted-cross-domain-policies': 'none',
    'x-xss-protection': '0',
    ...transport,
  }
  return {
    data: {
      'content-security-policy': "default-src 'none';frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
      'referrer-policy': referrerPolicy,
      ...transport,
    },
    files,
    forPage(scriptHashes) {
      const scripts = directives['script-src']
      if (!scripts) return files
      const withHashes = [...scripts, ...scriptHashes.map((hash) => `'${hash}'`)]
      return { ...files, 'content-security-policy': policyText({ ...directives, 'script-src': withHashes }) }
    },
  }
}

const policyText = (directives: Directives) =>
  Object.entries(directives)
    .map(([name, sources]) => [name, ...sources].join(' '))
    .join(';')
