import '@testing-library/jest-dom/vitest'
import { post, Type } from '@callboard/model'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { useState } from 'react'
import { afterEach, expect, test, vi } from 'vitest'
import { defineWebPlugin, page, useSend } from '../index.ts'
import type { SignInOption } from '../session/sign-in-server.ts'
import { endPortal, type RenderPortalOptions, renderPortal } from '../testing/render-portal.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
  vi.restoreAllMocks()
})

const ldap: SignInOption = { id: 'ldap', title: 'LDAP', type: 'form', signsIn: true }
const github: SignInOption = { id: 'github', title: 'GitHub', type: 'redirect', signsIn: true }
const guest: SignInOption = { id: 'guest', title: 'Guest', type: 'guest', signsIn: true }
const tokensOnly: SignInOption = { id: 'gitlab', title: 'GitLab', type: 'redirect', signsIn: false }

const ada = {
  profile: { displayName: 'Ada', email: 'ada@house.example' },
  backstageIdentity: {
    token: 'a token',
    expiresInSeconds: 3600,
    identity: { userEntityRef: 'user:default/ada', ownershipEntityRefs: ['user:default/ada', 'group:default/lights'] },
  },
}
const house = defineWebPlugin({
  id: 'house',
  extensions: [page({ id: 'doors', path: '/doors', title: 'Doors', component: () => <p>All doors</p> })],
})
const render = (options: RenderPortalOptions) =>
  renderPortal({ plugins: [house], path: '/doors', remembered: 'nobody', ...options })

/** A server that knows Ada, and her password. */
const logins = async (request: Request) => {
  if (!request.url.endsWith('/api/auth/ldap/login')) return Response.json({}, { status: 404 })
  const { password } = (await request.json()) as { password: string }
  return password === 'right'
    ? Response.json(ada)
    : Response.json({ error: { name: 'AuthenticationError', message: 'No.' } }, { status: 401 })
}

test('a stranger gets one button for each way that says who people are, in their order', async () => {
  render({ ways: [github, tokensOnly, guest] })
  expect(await screen.findByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible()
  const ways = within(await screen.findByRole('list')).getAllByRole('button')
  expect(ways.map(({ textContent }) => textContent)).toEqual(['Sign in with GitHub', 'Go in as a guest'])
  expect(screen.queryByRole('navigation')).toBeNull()
})

test('a portal only for guests asks nothing', async () => {
  render({ ways: [guest, tokensOnly] })
  expect(await screen.findByText('All doors')).toBeVisible()
})

test('a portal in which nobody can sign in says what to do', async () => {
  render({ ways: [tokensOnly] })
  expect(await screen.findByText('Nobody can sign in to this portal yet.')).toBeVisible()
  expect(screen.getByText(/below auth\.providers/)).toBeVisible()
})

test('name and password: a wrong one is told, the right one leads to the page that was asked for', async () => {
  render({ ways: [ldap], respond: logins })
  await userEvent.type(await screen.findByLabelText('User name'), 'ada')
  await userEvent.type(screen.getByLabelText('Password'), 'wrong{Enter}')
  expect(await screen.findByText('There is nobody with this name and this password.')).toBeVisible()
  await waitFor(() => expect(screen.getByLabelText('Password')).toHaveFocus())
  expect(screen.getByLabelText('Password')).toHaveValue('')
  expect(screen.getByLabelText('User name')).toHaveValue('ada')
  await userEvent.keyboard('right{Enter}')
  expect(await screen.findByText('All doors')).toBeVisible()
})

test('the profile says who is signed in with which groups, and signs out', async () => {
  const { requests } = render({ ways: [ldap], respond: logins })
  await userEvent.type(await screen.findByLabelText('User name'), 'ada')
  await userEvent.type(screen.getByLabelText('Password'), 'right{Enter}')
  await userEvent.click(await screen.findByRole('button', { name: 'Profile: Ada' }))
  expect(screen.getByText('ada@house.example')).toBeVisible()
  expect(screen.getByRole('list', { name: 'Your groups' })).toHaveTextContent('lights')
  await userEvent.click(await screen.findByRole('button', { name: 'Sign out' }))
  expect(await screen.findByRole('heading', { level: 1, name: 'You are signed out' })).toHaveFocus()
  const sent = requests.find(({ url }) => url.includes('/api/auth/ldap/logout'))
  expect([sent?.method, sent?.headers.get('x-requested-with')]).toEqual(['POST', 'XMLHttpRequest'])
})

test('guests of a portal without another way have nothing to sign out of', async () => {
  render({ ways: [guest] })
  await userEvent.click(await screen.findByRole('button', { name: /^Profile: / }))
  expect(await screen.findByRole('button', { name: 'Keyboard shortcuts' })).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Sign out' })).toBeNull()
})

/** A popup in the test's hands. */
function openedPopup() {
  const popup = { closed: false, close: vi.fn() }
  // What is used of a window is there.
  const open = vi.spyOn(window, 'open').mockReturnValue(popup as unknown as Window)
  const say = (
    data: unknown,
    { source = popup, origin = location.origin }: { source?: unknown; origin?: string } = {},
  ) => window.dispatchEvent(new MessageEvent('message', { data, origin, source: source as Window }))
  return { popup, open, say }
}
const pressGitHub = async () => userEvent.click(await screen.findByRole('button', { name: 'Sign in with GitHub' }))

test('a popup begins at the provider, and what it says signs in', async () => {
  const { popup, open, say } = openedPopup()
  render({ ways: [github] })
  await pressGitHub()
  const url = new URL(String(open.mock.calls[0]?.[0]), location.origin)
  expect(url.pathname).toBe('/api/auth/github/start')
  expect(Object.fromEntries(url.searchParams)).toEqual({
    scope: '',
    origin: location.origin,
    flow: 'popup',
    env: 'development',
  })
  expect(screen.getByText('Go on in the window of GitHub.')).toBeVisible()
  say({ type: 'config_info', targetOrigin: location.origin })
  say({ type: 'authorization_response', response: ada })
  expect(await screen.findByText('All doors')).toBeVisible()
  expect(popup.close).toHaveBeenCalled()
})

test.each([
  { why: 'a message of another window is ignored', from: { source: {} } },
  { why: 'a message of another origin is ignored', from: { origin: 'https://evil.example' } },
  { why: 'a message without a window is ignored', from: { source: null } },
])('$why', async ({ from }) => {
  const { say } = openedPopup()
  render({ ways: [github] })
  await pressGitHub()
  const response = { type: 'authorization_response', response: ada }
  say(response, from)
  say({ type: 'something else' })
  await new Promise((resolve) => setTimeout(resolve))
  expect(screen.getByText('Go on in the window of GitHub.')).toBeVisible()
  say(response)
  expect(await screen.findByText('All doors')).toBeVisible()
})

test.each([
  {
    why: 'what the provider refuses is told',
    data: { type: 'authorization_response', error: { name: 'NotFoundError', message: 'Nobody like you.' } },
    message: 'GitHub did not sign you in: Nobody like you.',
  },
  {
    why: 'a provider without a resolver is told',
    data: { type: 'authorization_response', response: { profile: {}, providerInfo: {} } },
    message: 'This provider does not say who you are, so you cannot sign in with it.',
  },
  {
    why: 'a portal that is set up for another address is told',
    data: { type: 'config_info', targetOrigin: 'https://portal.example' },
    message: /is set up for the address https:\/\/portal\.example/,
  },
])('$why', async ({ data, message }) => {
  const { say } = openedPopup()
  render({ ways: [github] })
  await pressGitHub()
  say(data)
  expect(await within(screen.getByRole('alert')).findByText(message)).toBeVisible()
  expect(screen.getByRole('button', { name: 'Sign in with GitHub' })).toBeEnabled()
})

test('a window that is closed is told, and one that is cancelled is closed', async () => {
  const { popup } = openedPopup()
  render({ ways: [github] })
  await pressGitHub()
  popup.closed = true
  expect(await screen.findByText('The window of GitHub was closed before you were signed in.')).toBeVisible()
  popup.closed = false
  await pressGitHub()
  await userEvent.click(screen.getByRole('button', { name: 'Cancel' }))
  await waitFor(() => expect(screen.queryByText('Go on in the window of GitHub.')).toBeNull())
  expect(popup.close).toHaveBeenCalledTimes(2)
})

const save = post('/notes', { summary: 'Save.', body: { text: Type.String() }, reply: Type.Void() })
function Notes() {
  const { send } = useSend(save)
  const [text, setText] = useState('')
  return (
    <>
      <input aria-label="Note" value={text} onChange={(event) => setText(event.target.value)} />
      <button type="button" onClick={() => void send({ body: { text } })}>
        Save
      </button>
    </>
  )
}
const notes = defineWebPlugin({
  id: 'notes',
  extensions: [page({ id: 'n', path: '/n', title: 'N', component: Notes })],
})

test('a session that ends asks over the page, which keeps what was typed and goes on', async () => {
  let isOver = false
  const saved: string[] = []
  const respond = async (request: Request) => {
    const { pathname } = new URL(request.url)
    if (pathname === '/api/auth/ldap/login') {
      isOver = false
      return logins(request)
    }
    if (isOver) return Response.json({}, { status: 401 })
    if (pathname === '/api/auth/ldap/refresh') return Response.json(ada)
    saved.push(((await request.json()) as { text: string }).text)
    return new Response(null, { status: 204 })
  }
  renderPortal({ plugins: [notes], path: '/n', remembered: 'ldap', ways: [ldap], respond })
  await userEvent.type(await screen.findByLabelText('Note'), 'The ropes are wet')
  await screen.findByRole('button', { name: 'Profile: Ada' })
  isOver = true
  await userEvent.click(screen.getByRole('button', { name: 'Save' }))
  const dialog = await screen.findByRole('dialog', { name: 'Your session has ended' })
  expect(saved).toEqual([])
  await userEvent.type(await within(dialog).findByLabelText('User name'), 'ada')
  await userEvent.type(within(dialog).getByLabelText('Password'), 'right{Enter}')
  await waitFor(() => expect(saved).toEqual(['The ropes are wet']))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(screen.getByLabelText('Note')).toHaveValue('The ropes are wet')
})
