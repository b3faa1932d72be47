import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { WaitingTask } from '../../model/index.ts'
import { fakePortal } from '../fixtures/fake-portal.ts'
import plugin from '../index.tsx'

afterEach(endPortal)

const waiting: WaitingTask = {
  taskId: 't1',
  createdAt: '2026-11-21T10:00:00.000Z',
  createdBy: 'user:default/mal',
  templateRef: 'template:default/cluster',
  parameters: { name: 'stage-door' },
  note: 'Mind the budget.',
}

function show(items: WaitingTask[]) {
  const state = { items }
  const portal = fakePortal({
    replies: {
      '/api/scaffolder/v2/approvals': () => Response.json(state),
      '/api/scaffolder/v2/tasks': () => Response.json({ tasks: [], totalTasks: 0 }),
      '/api/scaffolder/v2/tasks/t1/approval': () => {
        state.items = []
        return Response.json({ by: [], isMine: false })
      },
    },
  })
  renderPortal({ path: '/create/tasks', plugins: [plugin], respond: portal.respond })
  return portal
}

test('what waits for the person is shown with its answers, and goes when it is decided', async () => {
  const { asked } = show([waiting])
  expect(await screen.findByText('Mind the budget.')).toBeVisible()
  expect(screen.getByText('stage-door')).toBeInTheDocument()
  await userEvent.type(screen.getByLabelText('Comment (optional)'), 'Fine.')
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
  expect(asked).toContainEqual({
    path: '/api/scaffolder/v2/tasks/t1/approval',
    body: { decision: 'approved', comment: 'Fine.' },
  })
  await waitFor(() => expect(screen.queryByText('Mind the budget.')).toBeNull())
})

test('nothing is said where nothing waits', async () => {
  show([])
  expect(await screen.findByText('You have not run a template yet.')).toBeVisible()
  expect(screen.queryByText('Waits for you')).toBeNull()
})
