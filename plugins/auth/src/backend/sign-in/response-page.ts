import { createHash } from 'node:crypto'
import { type RawReply, rawReply } from '@callboard/kernel'

/** What a popup tells the portal that opened it (spec/platform.md 5.2). */
export type PopupMessage =
  | { type: 'authorization_response'; response: unknown }
  | { type: 'authorization_response'; error: { name: string; message: string } }

// Always the same, so that one hash allows it; what it sends is in its attributes, as URI-encoded text.
const script = `
const { message, origin } = document.currentScript.dataset
const target = decodeURIComponent(origin)
const portal = window.opener ?? window.parent
portal.postMessage({ type: 'config_info', targetOrigin: target }, '*')
portal.postMessage(JSON.parse(decodeURIComponent(message)), target)
setTimeout(() => window.close(), 100)
`
const bounceScript = `document.forms[0].submit()`

/** The page in the popup: it tells the portal how the sign-in ended, and closes. */
export function popupPage(options: { message: PopupMessage; origin: string; cookies: string[] }): RawReply {
  const data = {
    message: encodeURIComponent(JSON.stringify(options.message)),
    origin: encodeURIComponent(options.origin),
  }
  const body = `<!doctype html><html lang="en"><head><title>Sign-in</title></head><body>
<script data-message="${data.message}" data-origin="${data.origin}">${script}</script></body></html>`
  return page(body, { script, cookies: options.cookies, formAction: "'none'" })
}

/** Sends the browser on, in the redirect flow. */
export const redirectReply = (url: string, cookies: string[]): RawReply =>
  rawReply({ status: 302, headers: { location: url, 'set-cookie': cookies, ...neverKept } })

/**
 * A provider that answers by a posted form posts from another site, and browsers leave our cookies out of that. This page
 * posts the same form once more, from our own site.
 */
export function postAgainPage(action: string, form: URLSearchParams): RawReply {
  const fields = [...form].map(([name, value]) => `<input type="hidden" name="${html(name)}" value="${html(value)}">`)
  const body = `<!doctype html><html lang="en"><head><title>Sign-in</title></head><body>
<form method="post" action="${html(action)}">${fields.join('')}</form><script>${bounceScript}</script></body></html>`
  return page(body, { script: bounceScript, cookies: [], formAction: "'self'" })
}

/** Tokens and what leads to them stay out of every cache. */
export const neverKept = { 'cache-control': 'no-store' }

function page(body: string, options: { script: string; cookies: string[]; formAction: string }): RawReply {
  const hash = createHash('sha256').update(options.script).digest('base64')
  const policy = `default-src 'none';script-src 'sha256-${hash}';form-action ${options.formAction};base-uri 'none';frame-ancestors 'self'`
  return rawReply({
    type: 'text/html; charset=utf-8',
    body,
    headers: {
      'content-security-policy': policy,
      'x-frame-options': 'sameorigin',
      'set-cookie': options.cookies,
      ...neverKept,
    },
  })
}

const html = (text: string) => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`)
