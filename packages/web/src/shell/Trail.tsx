import { createContext, type ReactNode, use, useCallback, useLayoutEffect, useState } from 'react'

/** A step of the way to a page. */
export interface Crumb {
  title: string
  /** A path of the portal. */
  to: string
}

/** A page and the way to it. */
export interface Trail {
  title: string
  trail: readonly Crumb[]
}

const TrailContext = createContext<Trail | undefined>(undefined)
const ShowTrailContext = createContext<(trail: Trail | undefined) => void>(() => {})

/** Carries what the page's heading says to the top bar. */
export function Trails({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<Trail>()
  // The same way again is no change, so that headings may say it as often as they render.
  const show = useCallback(
    (next: Trail | undefined) =>
      setShown((before) => (JSON.stringify(before) === JSON.stringify(next) ? before : next)),
    [],
  )
  return (
    <ShowTrailContext value={show}>
      <TrailContext value={shown}>{children}</TrailContext>
    </ShowTrailContext>
  )
}

/** The way to the page that is shown. */
export const useTrail = (): Trail | undefined => use(TrailContext)

/** Shows the way to this page for as long as its heading is there. */
export function useShownTrail(trail: Trail): void {
  const show = use(ShowTrailContext)
  useLayoutEffect(() => show(trail))
  useLayoutEffect(() => () => show(undefined), [show])
}
