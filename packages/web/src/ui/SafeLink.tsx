import type { ReactNode } from 'react'
import { Icon } from './icons.tsx'

/** Where a {@link SafeLink} leads. */
export interface SafeLinkProps {
  /** Whatever somebody wrote into a file. */
  href: string
  children: ReactNode
  /** `button` looks like a button. */
  look?: 'text' | 'button'
}

/** A link to an address that came from data. Addresses that could run code are shown as text. */
export function SafeLink({ href, children, look = 'text' }: SafeLinkProps) {
  const safe = safeHref(href)
  if (safe === undefined) return <span>{children}</span>
  return (
    <a
      className={look === 'button' ? 'cb-button cb-button-plain' : 'cb-link'}
      href={safe}
      target="_blank"
      rel="noreferrer"
    >
      {children}
      <Icon name="external" />
    </a>
  )
}

const safeSchemes = new Set(['http:', 'https:', 'mailto:', 'tel:', 'slack:', 'ssh:', 'msteams:'])

/** The address if following it cannot run code in the page; otherwise undefined. */
export function safeHref(href: string): string | undefined {
  const url = URL.parse(href, globalThis.location.href)
  return url && safeSchemes.has(url.protocol) ? url.href : undefined
}
