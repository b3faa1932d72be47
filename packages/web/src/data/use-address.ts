import { startTransition, useState } from 'react'
import { useSearchParams } from 'react-router'

/** A page's query in the address. */
export interface Address {
  /** What the page shows. */
  shown: string
  /**
   * What was asked for last: controls follow it at once, while rows stay until the next ones are there. Nothing may be
   * read by it: what waits holds the controls back, too.
   */
  wanted: string
  /** Asks for another. `replace` for what makes no step of its own in the history, as text that is being typed. */
  go: (query: URLSearchParams, history?: 'push' | 'replace') => void
}

/**
 * The page's query, and how to change it. The router changes addresses in a transition of its own, for which
 * `useOptimistic` would not wait: what was asked is kept until the page shows it, or something else.
 */
export function useAddress(): Address {
  const [params, setParams] = useSearchParams()
  const shown = params.toString()
  const [asked, setAsked] = useState({ from: shown, query: shown })
  if (asked.from !== shown) setAsked({ from: shown, query: shown })
  return {
    shown,
    wanted: asked.from === shown ? asked.query : shown,
    go(query, history = 'push') {
      setAsked({ from: shown, query: query.toString() })
      startTransition(() => setParams(query, { replace: history === 'replace' }))
    },
  }
}
