import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import plugin from './index.tsx'

afterEach(() => {
  endPortal()
  localStorage.clear()
})

const now = new Date().toISOString()
const session = (id: string, more: object = {}) => ({
  id,
  provider: 'github',
  createdAt: now,
  lastUsedAt: now,
  expiresAt: now,
  isCurrent: false,
  ...more,
})
const token = { id: 't1', name: 'Nightly report', scopes: ['catalog:read'], createdAt: now, expiresAt: now }

/** A server with sessions and tokens that can be ended. */
function server() {
  const sessions = new Map([
    ['s1', session('s1', { isCurrent: true, userAgent: 'Mozilla/5.0 (X11; Linux) Firefox/146.0' })],
    ['s2', session('s2', { userAgent: 'Mozilla/5.0 (iPhone) Safari/605', ip: '192.0.2.7' })],
  ])
  const tokens = new Map([['t1', token as object]])
  const made: unknown[] = []
  const respond = async (request: Request) => {
    const path = new URL(request.url).pathname.replace('/api/auth/v1/', '')
    const [list, id] = path.split('/')
    const kept = list === 'sessions' ? sessions : tokens
    if (request.method === 'DELETE') {
      if (id === undefined) kept.clear()
      else kept.delete(id)
      return new Response(null, { status: 204 })
    }
    if (request.method === 'POST' && list === 'tokens') {
      made.push(await request.json())
      tokens.set('t2', { ...token, id: 't2', name: 'New one' })
      return Response.json({ token: 'cbp_2_secret', details: tokens.get('t2') }, { status: 201 })
    }
    if (list === 'sessions') return Response.json({ sessions: [...sessions.values()] })
    if (list === 'tokens') return Response.json({ tokens: [...tokens.values()] })
    return Response.json({}, { status: 404 })
  }
  return { respond, made, sessions }
}
const section = (name: string) => screen.findByRole('region', { name })

test('a session elsewhere is told by its browser, and ended; this one is not offered', async () => {
  const { respond, sessions } = server()
  renderPortal({ plugins: [plugin], path: '/settings', respond })
  const where = await section('Where you are signed in')
  expect(await within(where).findByText('Firefox on Linux')).toHaveTextContent('This browser')
  expect(within(where).getByText(/192\.0\.2\.7/)).toBeVisible()
  await userEvent.click(within(where).getByRole('button', { name: 'Sign out Safari on iPhone' }))
  await waitFor(() => expect(within(where).queryByText('Safari on iPhone')).toBeNull())
  expect([...sessions.keys()]).toEqual(['s1'])
  expect(within(where).queryByRole('button', { name: /^Sign out Firefox/ })).toBeNull()
})

test('signing out everywhere asks, ends all sessions, and leaves', async () => {
  const { respond, sessions } = server()
  renderPortal({ plugins: [plugin], path: '/settings', respond })
  const where = await section('Where you are signed in')
  await userEvent.click(await within(where).findByRole('button', { name: 'Sign out everywhere' }))
  const dialog = screen.getByRole('dialog', { name: /in this one too/ })
  await userEvent.click(within(dialog).getByRole('button', { name: 'Sign out everywhere' }))
  expect(await screen.findByRole('heading', { level: 1, name: 'You are signed out' })).toBeVisible()
  expect(sessions.size).toBe(0)
})

test('a token is made with what was chosen, shown once, and listed', async () => {
  const { respond, made } = server()
  renderPortal({ plugins: [plugin], path: '/settings', respond })
  const tokens = await section('Personal access tokens')
  await userEvent.click(await within(tokens).findByRole('button', { name: 'Make a token' }))
  const dialog = await screen.findByRole('dialog', { name: 'Make a token' })
  await userEvent.type(within(dialog).getByLabelText('What it is for'), 'Backups')
  await userEvent.selectOptions(within(dialog).getByLabelText('What it may do'), 'Read, and change what you may change')
  await userEvent.type(within(dialog).getByLabelText('Only with these plugins'), 'catalog')
  await userEvent.selectOptions(within(dialog).getByLabelText('How long it works'), '90 days')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Make a token' }))
  const shown = await screen.findByRole('dialog', { name: 'Your new token' })
  expect(within(shown).getByLabelText('The token')).toHaveValue('cbp_2_secret')
  expect(made).toEqual([{ name: 'Backups', scopes: ['catalog:read', 'catalog:write'], expiresInDays: 90 }])
  await userEvent.click(within(shown).getByRole('button', { name: 'I have kept it' }))
  expect(await within(tokens).findByRole('button', { name: 'Revoke New one' })).toBeVisible()
  expect(document.body.innerHTML).not.toContain('cbp_2_secret')
})

test('a token is revoked after a question', async () => {
  const { respond } = server()
  renderPortal({ plugins: [plugin], path: '/settings', respond })
  const tokens = await section('Personal access tokens')
  await userEvent.click(await within(tokens).findByRole('button', { name: 'Revoke Nightly report' }))
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Revoke' }))
  expect(await within(tokens).findByText('You have made no tokens.')).toBeVisible()
})

test('a server that makes no token says why, and nothing that was typed is lost', async () => {
  const { respond } = server()
  const refuse = (request: Request) =>
    request.method === 'POST'
      ? Response.json({ error: { name: 'NotAllowedError', message: 'Guests get none.' } }, { status: 403 })
      : respond(request)
  renderPortal({ plugins: [plugin], path: '/settings', respond: refuse })
  await userEvent.click(await screen.findByRole('button', { name: 'Make a token' }))
  const dialog = await screen.findByRole('dialog', { name: 'Make a token' })
  await userEvent.type(within(dialog).getByLabelText('What it is for'), 'Backups')
  await userEvent.click(within(dialog).getByRole('button', { name: 'Make a token' }))
  expect(await within(dialog).findByText('No token was made: Guests get none.')).toBeVisible()
  expect(within(dialog).getByLabelText('What it is for')).toHaveValue('Backups')
})
