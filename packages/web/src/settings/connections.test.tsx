import '@testing-library/jest-dom/vitest'
import { screen, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test, vi } from 'vitest'
import type { SignInOption } from '../session/sign-in-server.ts'
import { endPortal, renderPortal } from '../testing/render-portal.tsx'

afterEach(() => {
  endPortal()
  vi.restoreAllMocks()
})

const guest: SignInOption = { id: 'guest', title: 'Guest', type: 'guest', signsIn: true }
const gitlab: SignInOption = { id: 'gitlab', title: 'GitLab', type: 'redirect', signsIn: false }

test('an account is connected by its window, and disconnected', async () => {
  let isConnected = false
  const respond = (request: Request) => {
    const { pathname } = new URL(request.url)
    if (pathname.endsWith('/logout')) {
      isConnected = false
      return new Response('')
    }
    return isConnected ? Response.json({ profile: {}, providerInfo: {} }) : Response.json({}, { status: 401 })
  }
  const popup = { closed: false, close: vi.fn() }
  // What is used of a window is there.
  const open = vi.spyOn(window, 'open').mockReturnValue(popup as unknown as Window)
  renderPortal({ path: '/settings', ways: [guest, gitlab], respond })
  const accounts = await screen.findByRole('region', { name: 'Connected accounts' })
  await userEvent.click(await within(accounts).findByRole('button', { name: 'Connect GitLab' }))
  expect(String(open.mock.calls[0]?.[0])).toContain('/api/auth/gitlab/start?')
  isConnected = true
  const data = { type: 'authorization_response', response: { profile: {}, providerInfo: {} } }
  window.dispatchEvent(
    new MessageEvent('message', { data, origin: location.origin, source: popup as unknown as Window }),
  )
  expect(await within(accounts).findByText('Connected')).toBeVisible()
  await userEvent.click(within(accounts).getByRole('button', { name: 'Disconnect GitLab' }))
  expect(await within(accounts).findByRole('button', { name: 'Connect GitLab' })).toBeVisible()
})

test('without such accounts there is no such part', async () => {
  renderPortal({ path: '/settings', ways: [guest] })
  expect(await screen.findByRole('region', { name: 'Who you are' })).toBeVisible()
  expect(screen.queryByRole('region', { name: 'Connected accounts' })).toBeNull()
})
