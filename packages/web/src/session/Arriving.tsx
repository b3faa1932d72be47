import { type ComponentType, useEffect, useState } from 'react'
import { Boundary } from '../plugin/ExtensionBoundary.tsx'
import { useShellText } from '../text/use-text.tsx'

/** What {@link Arriving} shows. */
export interface ArrivingProps<P extends object> {
  /** Always the same function. */
  load: () => Promise<ComponentType<P>>
  props: P
}

/**
 * A part of signing in, as soon as its code is there. Not by `onDemand`: the page behind may itself be suspended until
 * somebody signs in, and React would have the one wait for the other.
 */
export function Arriving<P extends object>({ load, props }: ArrivingProps<P>) {
  const t = useShellText()
  const [part, setPart] = useState<{ Content: ComponentType<P> } | 'failed'>()
  useEffect(() => {
    let isGone = false
    load().then(
      (Content) => isGone || setPart({ Content }),
      () => isGone || setPart('failed'),
    )
    return () => {
      isGone = true
    }
  }, [load])

  const failed = (
    <p className="cb-sign-in-failed" role="alert">
      {t('sign-in.not-loaded', 'The page to sign in with could not be loaded. Check your connection and reload.')}
    </p>
  )
  if (part === undefined) return null
  if (part === 'failed') return failed
  return (
    <Boundary title={t('sign-in.title', 'Sign in')} loading={null} failed={failed}>
      <part.Content {...props} />
    </Boundary>
  )
}
