import { CallboardError } from '@callboard/model'
import { describe, expect, test, vi } from 'vitest'
import { createSession, type SessionOptions } from './session.ts'
import type { SignInOption, SignInServer } from './sign-in-server.ts'
import type { TabMessage } from './tabs.ts'

const refusal = (name: 'AuthenticationError' | 'NotFoundError' = 'AuthenticationError') =>
  new CallboardError({ name, code: 'auth/no', message: 'Refresh failed.' })
const signedIn = (token: string, person = 'ada') => ({
  token,
  lifeMs: 3_600_000,
  identity: {
    userEntityRef: `user:default/${person}`,
    ownershipEntityRefs: [`user:default/${person}`],
    displayName: undefined,
    email: undefined,
  },
})
const github: SignInOption = { id: 'github', title: 'GitHub', type: 'redirect', signsIn: true }
const guest: SignInOption = { id: 'guest', title: 'Guest', type: 'guest', signsIn: true }
const proxy: SignInOption = { id: 'awsalb', title: 'AWS', type: 'proxy', signsIn: true }
const tokensOnly: SignInOption = { id: 'gitlab', title: 'GitLab', type: 'redirect', signsIn: false }

/** A session whose server, memory and other tabs are in the test's hands. */
function scene(given: {
  options?: readonly SignInOption[]
  remembered?: string
  refresh?: (providerId: string) => ReturnType<typeof signedIn> | Promise<ReturnType<typeof signedIn>>
  logout?: SignInServer['logout']
  failure?: Error
}) {
  let remembered = given.remembered
  let nowMs = 0
  let hear: (message: TabMessage) => void = () => {}
  const asked: string[] = []
  const told: TabMessage[] = []
  const reload = vi.fn()
  const leaveTo = vi.fn()
  const options: SessionOptions = {
    server: {
      async options() {
        asked.push('options')
        return given.options ?? [github]
      },
      async refresh(providerId) {
        asked.push(`refresh ${providerId}`)
        return (given.refresh ?? (() => signedIn(`t${asked.length}`)))(providerId)
      },
      async logout(providerId) {
        asked.push(`logout ${providerId}`)
        return given.logout?.(providerId) ?? { logoutUrl: undefined }
      },
      login: () => Promise.reject(new Error('Not here.')),
      providerToken: () => Promise.reject(new Error('Nobody asks in these tests.')),
      startUrl: () => '',
    },
    memory: {
      read: () => remembered,
      write: (providerId) => {
        remembered = providerId
      },
    },
    tabs: {
      tell: (message) => told.push(message),
      listen: (listener) => {
        hear = listener
      },
    },
    reload,
    leaveTo,
    failure: given.failure,
    now: () => nowMs,
  }
  const session = createSession(options)
  return {
    session,
    asked,
    told,
    reload,
    leaveTo,
    remembered: () => remembered,
    otherTab: (message: TabMessage) => hear(message),
    laterBy: (ms: number) => {
      nowMs += ms
    },
  }
}

/** Whether a promise is still open after everything that could happen has happened. */
const isOpen = async (promise: Promise<unknown>) => {
  const open = Symbol('open')
  const first = await Promise.race([promise, new Promise((resolve) => setTimeout(() => resolve(open)))])
  return first === open
}

describe('coming in', () => {
  test.each([
    { why: 'who was here before is asked for at once', remembered: 'github', asked: ['refresh github'] },
    { why: 'the only way is for guests', options: [guest, tokensOnly], asked: ['options', 'refresh guest'] },
    { why: 'the only way is a proxy', options: [proxy], asked: ['options', 'refresh awsalb'] },
  ])('without a page: $why', async ({ remembered, options, asked }) => {
    const at = scene({ ...(remembered && { remembered }), ...(options && { options }) })
    expect(at.session.state().state).toBe(remembered ? 'expected' : 'asking')
    await Promise.all([at.session.token(), at.session.token(), at.session.identity()])
    expect(at.asked).toEqual(asked)
    expect(at.session.state()).toMatchObject({
      state: 'signed-in',
      providerId: asked.at(-1)?.split(' ')[1],
      identity: { userEntityRef: 'user:default/ada' },
    })
    expect(at.remembered()).toBe(asked.at(-1)?.split(' ')[1])
  })

  test.each([
    { why: 'people must choose', options: [github, guest] },
    { why: 'there is nothing to choose', options: [] },
    { why: 'what was used before is gone', remembered: 'okta', options: [github], refused: 'okta' },
  ])('by the sign-in page: $why', async ({ options, remembered, refused }) => {
    const at = scene({
      options,
      ...(remembered && { remembered }),
      refresh: (id) => (id === refused ? Promise.reject(refusal('NotFoundError')) : signedIn('t')),
    })
    const token = at.session.token()
    expect(await isOpen(token)).toBe(true)
    expect(at.session.state()).toEqual({ state: 'signed-out', reason: 'new', error: undefined })
    expect(at.remembered()).toBeUndefined()
    at.session.arrive('github', signedIn('by popup'))
    expect(await token).toBe('by popup')
    expect(at.told).toEqual([{ type: 'signed-in', providerId: 'github' }])
  })

  test('a guest portal that remembers another provider lets guests in', async () => {
    const at = scene({
      remembered: 'okta',
      options: [guest],
      refresh: (id) => (id === 'okta' ? Promise.reject(refusal()) : signedIn('t')),
    })
    expect(await at.session.token()).toBe('t')
  })

  test('a proxy that brings nobody is told on the page', async () => {
    const at = scene({ options: [proxy], refresh: () => Promise.reject(refusal()) })
    expect(await isOpen(at.session.token())).toBe(true)
    expect(at.session.state()).toMatchObject({ reason: 'new', error: { message: 'Refresh failed.' } })
  })

  test('what failed on the way back from a provider is told before anything is tried', async () => {
    const at = scene({ failure: new Error('No such person.') })
    expect(at.session.state()).toMatchObject({ state: 'signed-out', error: { message: 'No such person.' } })
    expect(await isOpen(at.session.token())).toBe(true)
    expect(at.asked).toEqual([])
  })

  test('a server that is away leaves the page to say so, and is asked again', async () => {
    let isAway = true
    const at = scene({
      remembered: 'github',
      refresh: () => (isAway ? Promise.reject(new TypeError('Failed to fetch')) : signedIn('t')),
    })
    await expect(at.session.token()).rejects.toThrow('Failed to fetch')
    expect(at.session.state()).toEqual({ state: 'expected' })
    expect(at.remembered()).toBe('github')
    isAway = false
    expect(await at.session.token()).toBe('t')
  })
})

describe('staying in', () => {
  test('a token is renewed a minute before it ends, once for all who ask', async () => {
    const at = scene({ remembered: 'github' })
    const first = await at.session.token()
    at.laterBy(3_500_000)
    expect(await at.session.token()).toBe(first)
    at.laterBy(41_000)
    const [one, other] = await Promise.all([at.session.token(), at.session.token()])
    expect(one).not.toBe(first)
    expect(other).toBe(one)
    expect(at.asked).toHaveLength(2)
  })

  test('while the server is away, a token that is still good is used', async () => {
    let isAway = false
    const at = scene({
      remembered: 'github',
      refresh: () => (isAway ? Promise.reject(new TypeError()) : signedIn('t')),
    })
    await at.session.token()
    isAway = true
    at.laterBy(3_541_000)
    expect(await at.session.token()).toBe('t')
    at.laterBy(60_000)
    await expect(at.session.token()).rejects.toThrow(TypeError)
  })

  test('a session that has ended waits for the same person, and what was begun goes on', async () => {
    let isOver = false
    const at = scene({ remembered: 'github', refresh: () => (isOver ? Promise.reject(refusal()) : signedIn('t')) })
    await at.session.token()
    isOver = true
    at.session.discard('t')
    const waiting = at.session.token()
    expect(await isOpen(waiting)).toBe(true)
    expect(at.session.state()).toEqual({ state: 'signed-out', reason: 'ended', error: undefined })
    at.session.arrive('github', signedIn('new'))
    expect(await waiting).toBe('new')
    expect(at.reload).not.toHaveBeenCalled()
  })

  test('what one person has begun is never done as another', async () => {
    let isOver = false
    const at = scene({ remembered: 'github', refresh: () => (isOver ? Promise.reject(refusal()) : signedIn('t')) })
    await at.session.token()
    isOver = true
    at.session.discard('t')
    const waiting = at.session.token()
    await isOpen(waiting)
    at.session.arrive('github', signedIn('of Eve', 'eve'))
    expect(await isOpen(waiting)).toBe(true)
    expect(at.reload).toHaveBeenCalledOnce()
  })

  test('a renewal that answers as another person begins anew', async () => {
    let person = 'ada'
    const at = scene({ remembered: 'github', refresh: () => signedIn('t', person) })
    await at.session.token()
    person = 'eve'
    at.laterBy(3_600_000)
    expect(await isOpen(at.session.token())).toBe(true)
    expect(at.reload).toHaveBeenCalledOnce()
  })
})

describe('going', () => {
  test('signing out ends it here, in the other tabs and at the server', async () => {
    const at = scene({ remembered: 'github', logout: async () => ({ logoutUrl: 'https://sso.example/bye' }) })
    await at.session.token()
    await at.session.signOut('left')
    expect(at.session.state()).toEqual({ state: 'signed-out', reason: 'left', error: undefined })
    expect(at.asked.at(-1)).toBe('logout github')
    expect(at.told).toEqual([{ type: 'signed-out', reason: 'left' }])
    expect(at.leaveTo).toHaveBeenCalledWith('https://sso.example/bye')
    expect(at.remembered()).toBeUndefined()
    await expect(at.session.token()).rejects.toMatchObject({ code: 'web/signed-out' })
  })

  test('a server that cannot be told is told of', async () => {
    const at = scene({ remembered: 'github', logout: () => Promise.reject(new TypeError()) })
    await at.session.token()
    await at.session.signOut('left')
    expect(at.session.state()).toMatchObject({ reason: 'left', error: { code: 'web/logout-failed' } })
  })

  test('another tab signs out, and in again', async () => {
    const at = scene({ remembered: 'github' })
    await at.session.token()
    at.otherTab({ type: 'signed-out', reason: 'idle' })
    expect(at.session.state()).toEqual({ state: 'signed-out', reason: 'idle', error: undefined })
    at.otherTab({ type: 'signed-in', providerId: 'github' })
    await vi.waitFor(() => expect(at.session.state().state).toBe('signed-in'))
    expect(at.told).toEqual([])
  })

  test('what waited for an ended session is not done as whoever comes after signing out', async () => {
    let isOver = false
    const at = scene({ remembered: 'github', refresh: () => (isOver ? Promise.reject(refusal()) : signedIn('t')) })
    await at.session.token()
    isOver = true
    at.session.discard('t')
    const waiting = at.session.token()
    expect(await isOpen(waiting)).toBe(true)
    at.otherTab({ type: 'signed-out', reason: 'left' })
    at.session.arrive('github', signedIn('of Eve', 'eve'))
    await expect(waiting).rejects.toMatchObject({ code: 'web/signed-out' })
    expect(await at.session.token()).toBe('of Eve')
  })

  test('an answer that comes after signing out signs nobody in', async () => {
    const answer = Promise.withResolvers<ReturnType<typeof signedIn>>()
    const at = scene({ remembered: 'github', refresh: () => answer.promise })
    const token = at.session.token()
    await at.session.signOut('left')
    answer.resolve(signedIn('late'))
    await expect(token).rejects.toMatchObject({ code: 'web/signed-out' })
    expect(at.session.state()).toMatchObject({ state: 'signed-out', reason: 'left' })
  })
})
