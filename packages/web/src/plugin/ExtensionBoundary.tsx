import { QueryErrorResetBoundary } from '@tanstack/react-query'
import { Component, type ReactNode, Suspense } from 'react'
import { ErrorState } from '../ui/ErrorState.tsx'
import { Loading } from '../ui/Loading.tsx'
import { ExtensionPlaceContext } from './ExtensionPlace.tsx'
import { Patience } from './Patience.tsx'

/** What an {@link ExtensionBoundary} wraps. */
export interface ExtensionBoundaryProps {
  pluginId: string
  /** As in `app.extensions`. */
  extensionKey: string
  /** What people call it; shown when it fails. */
  title: string
  /** Shown while it loads. Default: a few grey lines. */
  loading?: ReactNode
  /** Shown instead of what went wrong, for parts that nobody misses; nothing else waits for these either. */
  failed?: ReactNode
  /** Stands above what went wrong: a page that fails keeps a heading. */
  heading?: ReactNode
  children: ReactNode
}

/** Keeps one extension's waiting and failing to itself: the page around it lives. */
export function ExtensionBoundary({
  pluginId,
  extensionKey,
  title,
  loading,
  failed,
  heading,
  children,
}: ExtensionBoundaryProps) {
  return (
    <ExtensionPlaceContext value={{ pluginId, key: extensionKey }}>
      <Boundary title={title} loading={loading === undefined ? <Loading /> : loading} failed={failed} heading={heading}>
        {children}
      </Boundary>
    </ExtensionPlaceContext>
  )
}

/** What a {@link Boundary} wraps. */
export interface BoundaryProps {
  /** What people call the part inside; shown when it fails. */
  title: string
  loading: ReactNode
  /** Shown instead of what went wrong, for parts that nobody misses; nothing else waits for these either. */
  failed?: ReactNode
  /** Stands above what went wrong: a page that fails keeps a heading. */
  heading?: ReactNode
  /** What the inside depends on: when it changes after a failure, another attempt is made. */
  resetOn?: string
  children: ReactNode
}

/** Shows `loading` while the inside waits, and what went wrong, with a retry, when it fails. */
export function Boundary({ title, loading, failed, heading, resetOn, children }: BoundaryProps) {
  return (
    <QueryErrorResetBoundary>
      {({ reset }) => (
        <Catch
          fallback={(error, retry) =>
            failed === undefined ? (
              <>
                {heading}
                <ErrorState title={title} error={error} onRetry={retry} />
              </>
            ) : (
              failed
            )
          }
          onRetry={reset}
          resetOn={resetOn}
        >
          <Suspense fallback={failed === undefined ? <Patience>{loading}</Patience> : loading}>{children}</Suspense>
        </Catch>
      )}
    </QueryErrorResetBoundary>
  )
}

interface CatchProps {
  fallback: (error: unknown, retry: () => void) => ReactNode
  onRetry: () => void
  resetOn: string | undefined
  children: ReactNode
}

type CatchState = { state: 'well' } | { state: 'failed'; error: unknown }

/** A class because React catches errors in no other way. */
class Catch extends Component<CatchProps, CatchState> {
  override state: CatchState = { state: 'well' }

  static getDerivedStateFromError(error: unknown): CatchState {
    return { state: 'failed', error }
  }

  override componentDidUpdate(before: CatchProps) {
    if (this.state.state === 'failed' && before.resetOn !== this.props.resetOn) this.retry()
  }

  override render() {
    if (this.state.state === 'well') return this.props.children
    return this.props.fallback(this.state.error, () => this.retry())
  }

  retry() {
    this.props.onRetry()
    this.setState({ state: 'well' })
  }
}
