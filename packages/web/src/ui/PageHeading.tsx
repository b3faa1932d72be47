import { createContext, type ReactNode, type RefObject, use, useLayoutEffect, useRef } from 'react'
import { useLocation } from 'react-router'
import { usePortal } from '../shell/portal.tsx'
import { type Crumb, useShownTrail } from '../shell/Trail.tsx'

/** What a {@link PageHeading} shows. */
export interface PageHeadingProps {
  /** The page's name, also in the browser's title. */
  title: string
  /** Where the page belongs, outermost first; the top bar shows it before the title. */
  trail?: readonly Crumb[]
  /** Above the heading: where the page belongs. */
  above?: ReactNode
  /** Before the title: an icon. */
  icon?: ReactNode
  /** Below the heading. */
  children?: ReactNode
  /** Beside the heading: what can be done here. */
  actions?: ReactNode
}

/** Remembers for which path a heading last took the focus. */
export const FocusedPathContext = createContext<RefObject<string> | undefined>(undefined)

/**
 * For pages that bring a heading of their own instead of a {@link PageHeading}.
 *
 * @param arrive - Called when a navigation has led to this path, once what it shows is there: it moves the focus.
 */
export function useArrival(arrive: () => void): void {
  const focusedPath = use(FocusedPathContext)
  const { pathname } = useLocation()
  const latest = useRef(arrive)
  latest.current = arrive
  useLayoutEffect(() => {
    if (!focusedPath || focusedPath.current === pathname) return
    focusedPath.current = pathname
    latest.current()
  }, [pathname, focusedPath])
}

/** The one `h1` of a page. After a navigation it takes the focus, so that everybody knows where they are. */
export function PageHeading({ title, trail, above, icon, children, actions }: PageHeadingProps) {
  const appTitle = usePortal().config.text('app.title') ?? 'Callboard'
  const heading = useRef<HTMLHeadingElement>(null)

  useShownTrail({ title, trail: trail ?? [] })

  useArrival(() => {
    heading.current?.focus({ preventScroll: true })
    globalThis.scrollTo?.({ top: 0 })
  })

  return (
    <header className="cb-page-heading">
      <title>{`${title} · ${appTitle}`}</title>
      {above}
      <div className="cb-page-heading-row">
        <h1 ref={heading} tabIndex={-1}>
          {icon}
          {title}
        </h1>
        {actions && <div className="cb-page-actions">{actions}</div>}
      </div>
      {children}
    </header>
  )
}
