import { CallboardError } from '@callboard/model'
import { webErrors } from '../data/wire-error.ts'
import type { Identity, SignedIn } from './sign-in-reply.ts'
import type { SignInServer } from './sign-in-server.ts'
import type { Tabs } from './tabs.ts'

/** How it stands with the person's sign-in. */
export type SessionState =
  /** Whether anybody comes in without a page is being found out. */
  | { readonly state: 'asking' }
  /** Somebody is about to be signed in, without doing anything: what they want to see may begin. */
  | { readonly state: 'expected' }
  | { readonly state: 'signed-in'; readonly providerId: string; readonly identity: Identity }
  /**
   * `new`: nobody is signed in yet. `ended`: the session is over, and the page waits as it is for the person to sign in
   * again. `left` and `idle`: they went, or did nothing for long.
   */
  | {
      readonly state: 'signed-out'
      readonly reason: 'new' | SignOutReason | 'ended'
      readonly error: Error | undefined
    }

/** Why somebody is signed out by the portal itself. */
export type SignOutReason = 'left' | 'idle'

/** The person's sign-in. The token lives in memory only. */
export interface Session {
  /**
   * A token that is good for a while; obtained or renewed when needed, once for all who ask meanwhile. While nobody is
   * signed in it waits for somebody; after somebody has left it is refused.
   */
  token(): Promise<string>
  /** Who is signed in, as soon as somebody is. */
  identity(): Promise<Identity>
  /** Forgets `refused`, so that the next `token()` obtains another. */
  discard(refused: string): void
  state(): SessionState
  /** Calls back when the state has changed. */
  subscribe(listener: () => void): () => void
  /** Somebody has signed in with a provider. */
  arrive(providerId: string, signedIn: SignedIn): void
  /** Ends the session here, in the other tabs, and at the server. */
  signOut(reason: SignOutReason): Promise<void>
}

/** Which provider somebody last signed in with in this browser: nothing else is kept. */
export interface SignInMemory {
  read(): string | undefined
  write(providerId: string | undefined): void
}

/** What the session needs from its surroundings. */
export interface SessionOptions {
  server: SignInServer
  memory: SignInMemory
  tabs: Tabs
  /** Begins anew, as another person: nothing of the one before may stay. */
  reload(): void
  /** Goes to another site. */
  leaveTo(url: string): void
  /** Why the way back from a provider's page ended without a sign-in. */
  failure?: Error | undefined
  /** Milliseconds since 1970. */
  now?: () => number
}

interface Held extends SignedIn {
  providerId: string
  renewAt: number
  endsAt: number
}

/** Renewed this long before it ends, so that a request on its way never meets an expired token. */
const renewBeforeMs = 60_000

/** Keeps a person signed in. Nothing is asked before the first `token()`. */
export function createSession(options: SessionOptions): Session {
  const { server, memory, tabs, reload, leaveTo, failure, now = Date.now } = options
  const listeners = new Set<() => void>()
  let state: SessionState = failure
    ? { state: 'signed-out', reason: 'new', error: failure }
    : { state: memory.read() === undefined ? 'asking' : 'expected' }
  let held: Held | undefined
  let lastPerson: string | undefined
  let renewal: Promise<Held> | undefined
  let arrival = Promise.withResolvers<Held>()

  function become(next: SessionState) {
    state = next
    for (const listener of listeners) listener()
  }

  function hold(providerId: string, signedIn: SignedIn): Held | Promise<never> {
    const { lifeMs, identity } = signedIn
    memory.write(providerId)
    if (lastPerson !== undefined && lastPerson !== identity.userEntityRef) {
      // What waits for a token was begun by the person before.
      reload()
      return new Promise(() => {})
    }
    lastPerson = identity.userEntityRef
    const renewAt = now() + Math.max(lifeMs - renewBeforeMs, lifeMs / 2)
    held = { ...signedIn, providerId, renewAt, endsAt: now() + lifeMs }
    become({ state: 'signed-in', providerId, identity })
    return held
  }

  function beSignedOut(reason: 'new' | 'ended' | SignOutReason, error?: Error) {
    held = undefined
    if (reason === 'left' || reason === 'idle') {
      // What still waits was begun by whoever has left. Nobody may be waiting: then nobody hears of it.
      arrival.promise.catch(() => {})
      arrival.reject(webErrors.signedOut({}))
      arrival = Promise.withResolvers()
    }
    become({ state: 'signed-out', reason, error })
  }

  async function current(): Promise<Held> {
    if (held && now() < held.renewAt) return held
    if (state.state === 'signed-out') return awaited(state.reason)
    renewal ??= renew().finally(() => {
      renewal = undefined
    })
    return renewal
  }

  function awaited(reason: 'new' | 'ended' | SignOutReason): Promise<Held> {
    return reason === 'new' || reason === 'ended' ? arrival.promise : Promise.reject(webErrors.signedOut({}))
  }

  async function renew(): Promise<Held> {
    const before = held
    const remembered = before?.providerId ?? memory.read()
    try {
      const providerId = remembered ?? (await findOpenDoor(server))
      if (providerId !== undefined) return await renewWith(providerId)
    } catch (error) {
      if (isRefusal(error)) return refused(remembered, error)
      // The server may be away for a moment; a token that is still good is good enough.
      if (before && now() < before.endsAt) return before
      if (state.state === 'asking') become({ state: 'expected' })
      throw error
    }
    beSignedOut('new')
    return arrival.promise
  }

  async function renewWith(providerId: string): Promise<Held> {
    if (state.state === 'asking') become({ state: 'expected' })
    const signedIn = await server.refresh(providerId)
    // Signed out meanwhile: the answer comes too late.
    if (state.state === 'signed-out') return awaited(state.reason)
    return hold(providerId, signedIn)
  }

  /** The session is over, or there never was one; some portals let everybody in all the same. */
  async function refused(remembered: string | undefined, error: Error): Promise<Held> {
    if (state.state === 'signed-out') return awaited(state.reason)
    memory.write(undefined)
    const door = remembered === undefined ? undefined : await findOpenDoor(server)
    if (door !== undefined && door !== remembered) {
      try {
        return await renewWith(door)
      } catch (closed) {
        if (!isRefusal(closed)) throw closed
      }
    }
    // The page shall tell why a door that is open to everybody did not open.
    beSignedOut(
      lastPerson === undefined ? 'new' : 'ended',
      remembered === undefined || door === remembered ? error : undefined,
    )
    return arrival.promise
  }

  function arrive(providerId: string, signedIn: SignedIn) {
    arrival.resolve(hold(providerId, signedIn))
    arrival = Promise.withResolvers()
  }

  async function arriveByOtherTab(providerId: string) {
    if (state.state !== 'signed-out') return
    // Should it fail, the page is still there to sign in by.
    await server.refresh(providerId).then(
      (signedIn) => arrive(providerId, signedIn),
      () => {},
    )
  }

  tabs.listen((message) => {
    if (message.type === 'signed-in') return void arriveByOtherTab(message.providerId)
    lastPerson = undefined
    beSignedOut(message.reason)
  })

  return {
    token: async () => (await current()).token,
    identity: async () => (await current()).identity,
    discard(refused) {
      if (held?.token === refused) held = { ...held, renewAt: 0, endsAt: 0 }
    },
    state: () => state,
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    arrive(providerId, signedIn) {
      arrive(providerId, signedIn)
      tabs.tell({ type: 'signed-in', providerId })
    },
    async signOut(reason) {
      const providerId = held?.providerId ?? memory.read()
      memory.write(undefined)
      lastPerson = undefined
      beSignedOut(reason)
      tabs.tell({ type: 'signed-out', reason })
      if (providerId === undefined) return
      try {
        const { logoutUrl } = await server.logout(providerId)
        if (logoutUrl !== undefined) leaveTo(logoutUrl)
      } catch (cause) {
        become({ state: 'signed-out', reason, error: webErrors.logoutFailed({}, { cause }) })
      }
    },
  }
}

/** The provider that signs everybody in who comes, where it is the only one; undefined where people must do something. */
async function findOpenDoor(server: SignInServer): Promise<string | undefined> {
  const ways = (await server.options()).filter(({ signsIn }) => signsIn)
  const [only] = ways
  return only && ways.length === 1 && (only.type === 'guest' || only.type === 'proxy') ? only.id : undefined
}

/** Whether the server says no, rather than nothing. */
const isRefusal = (error: unknown): error is CallboardError =>
  error instanceof CallboardError && [401, 403, 404].includes(error.statusCode)
