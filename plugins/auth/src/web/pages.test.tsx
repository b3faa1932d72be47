import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import plugin from './index.tsx'

afterEach(endPortal)

const attempts = [
  {
    at: new Date().toISOString(),
    provider: 'github',
    outcome: 'refused',
    profile: { displayName: 'Eve' },
    claims: { login: 'eve', groups: ['night', 'day'] },
    steps: [
      { resolver: 'usernameMatchingUserEntityName', outcome: 'no-match', reason: 'No user is named "eve".' },
      { resolver: 'emailMatchingUserEntityProfileEmail', outcome: 'failed', reason: 'The profile has no email.' },
    ],
    error: 'Failed to sign-in.',
  },
  {
    at: new Date().toISOString(),
    provider: 'okta',
    outcome: 'signed-in',
    userEntityRef: 'user:default/ada',
    profile: { email: 'ada@house.example' },
    claims: {},
    steps: [],
  },
]

test('administrators see which rules were tried, and what the provider told', async () => {
  const asked: string[] = []
  const respond = (request: Request) => {
    asked.push(new URL(request.url).search)
    return Response.json({ attempts })
  }
  const ways = [{ id: 'github', title: 'GitHub', type: 'redirect', signsIn: true }] as const
  renderPortal({ plugins: [plugin], path: '/administration/sign-ins', respond, ways })
  const refused = (await screen.findByText('Eve')).closest('details')
  if (!refused) throw new Error('The attempt cannot be opened.')
  await userEvent.click(within(refused).getByText('Refused'))
  expect(within(refused).getByText('Failed to sign-in.')).toBeVisible()
  const rules = within(refused).getAllByRole('listitem')
  expect(rules[0]).toHaveTextContent('usernameMatchingUserEntityName No matchNo user is named "eve".')
  expect(rules[1]).toHaveTextContent('FailedThe profile has no email.')
  expect(within(refused).getByText('["night","day"]')).toBeInTheDocument()
  await userEvent.selectOptions(screen.getByLabelText('Provider'), 'GitHub')
  await waitFor(() => expect(asked).toEqual(['?limit=100', '?provider=github&limit=100']))
})

test('my groups: what the catalog knows of each, and what it does not know', async () => {
  const respond = async (request: Request) => {
    expect(await request.json()).toEqual({ entityRefs: ['group:default/lights', 'group:default/gone'] })
    const relations = [{ type: 'hasMember', targetRef: 'user:development/guest' }]
    const metadata = { name: 'lights', description: 'Hangs and focuses.' }
    const lights = { kind: 'Group', metadata, spec: { profile: { displayName: 'Lighting' } }, relations }
    return Response.json({ items: [lights, null] })
  }
  renderPortal({
    plugins: [plugin],
    path: '/my-groups',
    respond,
    guestOwns: ['user:development/guest', 'group:default/lights', 'group:default/gone'],
  })
  const rows = within(await screen.findByRole('main')).findAllByRole('listitem')
  expect((await rows)[0]).toHaveTextContent('LightingHangs and focuses.1 member')
  expect((await rows)[1]).toHaveTextContent('goneThe catalog has no such group')
})

test('who is in no group learns where groups come from', async () => {
  renderPortal({ plugins: [plugin], path: '/my-groups', respond: () => Response.json({ items: [] }) })
  expect(await screen.findByText('You are in no group.')).toBeVisible()
})
