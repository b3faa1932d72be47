import '@testing-library/jest-dom/vitest'
import { basicPermission } from '@callboard/model'
import { screen, waitFor, within } from '@testing-library/react'
import { afterEach, expect, test } from 'vitest'
import { ActionButton, defineAction, defineWebPlugin, page, settingsSection } from '../index.ts'
import { endPortal, renderPortal } from '../testing/render-portal.tsx'

afterEach(endPortal)

const seeRoles = basicPermission('house.roles.read', 'read')
const seeAudit = basicPermission('house.audit.read', 'read')
const close = basicPermission('house.close')
const closeHouse = defineAction<object>({ id: 'house.close', label: 'Close the house', allow: close, run: () => {} })

const house = defineWebPlugin({
  id: 'house',
  extensions: [
    page({
      id: 'doors',
      path: '/doors',
      title: 'Doors',
      component: () => <ActionButton action={closeHouse} subject={{}} />,
    }),
    page({
      id: 'roles',
      path: '/roles',
      title: 'Roles',
      group: 'administration',
      allow: seeRoles,
      component: () => null,
    }),
    page({
      id: 'audit',
      path: '/audit',
      title: 'Audit',
      group: 'administration',
      allow: seeAudit,
      component: () => null,
    }),
    settingsSection({ id: 'seat', title: 'Your seat', component: () => <p>Row one</p> }),
  ],
})

/** A server at which people may see the roles, and nothing else. */
const respond = async (request: Request) => {
  const { items } = (await request.json()) as { items: { id: string; permission: { name: string } }[] }
  return Response.json({
    items: items.map(({ id, permission }) =>
      permission.name === seeRoles.name
        ? { id, result: 'ALLOW' }
        : { id, result: 'DENY', reason: 'No role of yours allows it.' },
    ),
  })
}
const config = { permission: { enabled: true } }

test('links that a person may not follow are left out, and one question asks for all', async () => {
  const { requests } = renderPortal({ plugins: [house], path: '/doors', config, respond })
  const administration = await screen.findByRole('list', { name: 'Administration' })
  expect(within(administration).getAllByRole('link')).toHaveLength(1)
  expect(within(administration).getByRole('link', { name: 'Roles' })).toBeVisible()
  expect(requests.filter(({ url }) => url.endsWith('/api/permission/authorize'))).toHaveLength(1)
})

test('a denied action says why', async () => {
  renderPortal({ plugins: [house], path: '/doors', config, respond })
  const button = await screen.findByRole('button', { name: 'Close the house' })
  await waitFor(() => expect(button).toHaveAttribute('title', 'No role of yours allows it.'))
  expect(button).toHaveAttribute('aria-disabled', 'true')
})

test('without permissions nothing is asked, and nobody is an administrator', async () => {
  const { requests } = renderPortal({ plugins: [house], path: '/doors' })
  expect(await screen.findByRole('link', { name: 'Doors' })).toBeVisible()
  expect(screen.queryByRole('list', { name: 'Administration' })).toBeNull()
  expect(screen.getByRole('button', { name: 'Close the house' })).toHaveAttribute('aria-disabled', 'false')
  expect(requests.filter(({ url }) => url.includes('authorize'))).toEqual([])
})

test('plugins have their part of the settings', async () => {
  renderPortal({ plugins: [house], path: '/settings' })
  const section = await screen.findByRole('region', { name: 'Your seat' })
  expect(section).toHaveTextContent('Row one')
})
