import { afterEach, expect, test, vi } from 'vitest'
import { leaveForSignIn, returnFromSignIn } from './redirect.ts'

const key = 'callboard.sign-in-under-way'

/** A window at an address, with a storage and a history that remember. */
function browserAt(href: string, stored?: string) {
  const storage = new Map(stored === undefined ? [] : [[key, stored]])
  const assign = vi.fn()
  const replaceState = vi.fn()
  const { origin } = new URL(href)
  const browser = {
    location: { href, origin, assign },
    history: { state: null, replaceState },
    sessionStorage: {
      getItem: (name: string) => storage.get(name) ?? null,
      setItem: (name: string, value: string) => storage.set(name, value),
      removeItem: (name: string) => storage.delete(name),
    },
  }
  // As much of a window as the functions use.
  return { browser: browser as unknown as Window, storage, assign, replaceState }
}
afterEach(() => vi.restoreAllMocks())

const page = 'https://portal.example/catalog?kind=api#top'
const left = (href = page) => JSON.stringify({ providerId: 'github', href })

test('the way leads from a page to the provider, and the page is remembered', () => {
  const { browser, storage, assign } = browserAt(page)
  leaveForSignIn(browser, 'github', (redirectUrl) => `/start?${new URLSearchParams({ redirectUrl })}`)
  expect(assign).toHaveBeenCalledWith(`/start?redirectUrl=${encodeURIComponent(page)}`)
  expect(storage.get(key)).toBe(left())
})

test.each([
  { why: 'nothing began here', at: page, stored: undefined, outcome: undefined, replaced: [] },
  {
    why: 'a link with an error in it proves nothing',
    at: 'https://portal.example/?error=Call+this+number',
    stored: undefined,
    outcome: undefined,
    replaced: [],
  },
  {
    why: 'back without an error',
    at: page,
    stored: left(),
    outcome: { state: 'back', providerId: 'github' },
    replaced: ['/catalog?kind=api#top'],
  },
  {
    why: 'the error is told and taken from the address',
    at: 'https://portal.example/catalog?kind=api&error=Nobody+like+you',
    stored: left(),
    outcome: { state: 'failed', message: 'Nobody like you' },
    replaced: ['/catalog?kind=api#top'],
  },
  {
    why: 'a page of another site is not gone back to',
    at: page,
    stored: left('https://evil.example/catalog'),
    outcome: { state: 'back', providerId: 'github' },
    replaced: [],
  },
  { why: 'a spoilt memory counts as none', at: page, stored: '{', outcome: undefined, replaced: [] },
])('$why', ({ at, stored, outcome, replaced }) => {
  const { browser, storage, replaceState } = browserAt(at, stored)
  expect(returnFromSignIn(browser)).toEqual(outcome)
  expect(replaceState.mock.calls.map((call) => call[2])).toEqual(replaced)
  expect(storage.size).toBe(0)
})
