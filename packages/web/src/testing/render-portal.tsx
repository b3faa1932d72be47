import { QueryClient } from '@tanstack/react-query'
import { configure } from '@testing-library/react'
import { createRoot } from 'react-dom/client'
import { MemoryRouter } from 'react-router'
import { browserConfig } from '../config/browser-config.ts'
import type { WebPlugin } from '../plugin/extensions.ts'
import { createSession, type SessionOptions } from '../session/session.ts'
import { type SignInOption, signInServer } from '../session/sign-in-server.ts'
import { noTabs } from '../session/tabs.ts'
import { App } from '../shell/App.tsx'
import { createPortal } from '../shell/create-portal.ts'
import type { PluginFailure } from '../shell/portal.tsx'
import { memorySignals } from './memory-signals.ts'

/** The portal to render. */
export interface RenderPortalOptions {
  plugins?: readonly WebPlugin[]
  failures?: readonly PluginFailure[]
  /** Where the person comes in. Default `/`. */
  path?: string
  /** What the server would inject. */
  config?: object
  /** Answers what the portal asks the server; sign-in is answered already. */
  respond?: (request: Request) => Response | Promise<Response>
  /** The provider that somebody signed in with before. Default `guest`; `nobody` when this browser is new. */
  remembered?: string
  /** The ways to sign in. Default: only as a guest. */
  ways?: readonly SignInOption[]
  /** What counts as the guest's. Default: only themselves. */
  guestOwns?: readonly string[]
}

/** A portal in a page, for tests, until {@link endPortal}: real shell, real plugins, the network cut at `fetch`. */
export function renderPortal({
  plugins = [],
  failures = [],
  path = '/',
  config = {},
  respond,
  remembered: before = 'guest',
  ways = [guestWay],
  guestOwns = ['user:development/guest'],
}: RenderPortalOptions) {
  const requests: Request[] = []
  const fetch: typeof globalThis.fetch = async (input, { method, headers, body } = {}) => {
    // Without the signal: a test's DOM has another AbortSignal than Node's Request.
    const request = new Request(new URL(String(input), 'http://portal.test'), { method, headers, body })
    if (request.url.includes('/api/auth/guest/refresh?')) return Response.json(guestWho(guestOwns))
    if (request.url.endsWith('/api/auth/v1/providers')) return Response.json({ environment: '', providers: ways })
    requests.push(request)
    return respond ? respond(request.clone()) : Response.json({}, { status: 404 })
  }
  const signIn = signInServer({ fetch, environment: 'development' })
  let remembered = before === 'nobody' ? undefined : before
  const memory: SessionOptions['memory'] = {
    read: () => remembered,
    write: (providerId) => {
      remembered = providerId
    },
  }
  const session = createSession({ server: signIn, memory, tabs: noTabs, reload() {}, leaveTo() {} })
  // As startSession does. Whoever reads first hears of a failure.
  session.token().catch(() => {})
  const { signals, send } = memorySignals()
  const portal = createPortal({
    config: browserConfig([{ data: config }]),
    loaded: { plugins, failures },
    session,
    signIn,
    signals,
    fetch,
  })
  const element = document.body.appendChild(document.createElement('div'))
  const root = createRoot(element)
  root.render(
    <MemoryRouter initialEntries={[path]}>
      <App portal={portal} queryClient={new QueryClient({ defaultOptions: { queries: { retry: false } } })} />
    </MemoryRouter>,
  )
  unmountLast = () => {
    root.unmount()
    element.remove()
  }
  return {
    /** What was asked so far, sign-in left out. */
    requests,
    /** Sends a signal, as the server would. */
    signal: send,
  }
}

/** Ends what {@link renderPortal} began, and empties the page. For `afterEach`. */
export function endPortal() {
  unmountLast()
  unmountLast = () => {}
}

let unmountLast = () => {}

// The portal runs as in a browser: React's `act` would run its scheduling by hand, and never waits for what suspends.
// A busy machine may take seconds to load the code of a page.
configure({ eventWrapper: (event) => event(), asyncWrapper: (wait) => wait(), asyncUtilTimeout: 10_000 })

const openers = new WeakMap<HTMLDialogElement, Element | null>()

const guestWay: SignInOption = { id: 'guest', title: 'Guest', type: 'guest', signsIn: true }

const guestWho = (ownershipEntityRefs: readonly string[]) => ({
  backstageIdentity: {
    token: 'a guest token',
    expiresInSeconds: 3600,
    identity: {
      type: 'user',
      userEntityRef: 'user:development/guest',
      ownershipEntityRefs,
    },
  },
})

// jsdom has dialogs, and not their modal side: as much of it as tests can see.
HTMLDialogElement.prototype.showModal ??= function showModal(this: HTMLDialogElement) {
  openers.set(this, document.activeElement)
  this.open = true
  this.querySelector<HTMLElement>('input, button, select, textarea, a[href]')?.focus()
}
HTMLDialogElement.prototype.close ??= function close(this: HTMLDialogElement) {
  const opener = openers.get(this)
  this.open = false
  if (opener instanceof HTMLElement) opener.focus()
}

// jsdom lays nothing out, so nothing ever comes onto the screen.
globalThis.IntersectionObserver ??= class implements IntersectionObserver {
  readonly root = null
  readonly rootMargin = ''
  readonly scrollMargin = ''
  readonly thresholds = []
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords = () => []
}
