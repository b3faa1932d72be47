import '@testing-library/jest-dom/vitest'
import { endPortal, renderPortal } from '@callboard/web/testing'
import { screen, waitFor, within } from '@testing-library/react'
import { userEvent } from '@testing-library/user-event'
import { afterEach, expect, test } from 'vitest'
import type { Task, TaskEvent, TaskEventBody, TaskEventType } from '../../model/task.ts'
import plugin from '../index.tsx'

afterEach(endPortal)

const id = 'b9f4'
const task = (more: Partial<Task> = {}): Task => ({
  id,
  status: 'processing',
  createdAt: '2026-11-21T10:00:00.000Z',
  createdBy: 'user:default/ada',
  spec: {
    apiVersion: 'scaffolder.backstage.io/v1beta3',
    steps: [
      { id: 'fetch', name: 'Fetch the skeleton', action: 'fetch:template' },
      { id: 'publish', name: 'Publish', action: 'publish:github' },
    ],
    output: {},
    parameters: { name: 'shop', token: '****' },
    templateInfo: { entityRef: 'template:default/node', entity: { metadata: { name: 'node', title: 'Node service' } } },
  },
  ...more,
})

const event = (id: number, type: TaskEventType, body: TaskEventBody): TaskEvent => ({
  id,
  isTaskRecoverable: false,
  taskId: 'b9f4',
  type,
  createdAt: `2026-11-21T10:00:${String(id).padStart(2, '0')}.000Z`,
  body,
})

const beginning = [
  event(1, 'log', { message: 'Beginning step Fetch the skeleton', stepId: 'fetch', status: 'processing' }),
  event(2, 'log', { message: '\u001b[32mfetched\u001b[0m 20 files', stepId: 'fetch' }),
  event(3, 'log', { message: 'Finished step Fetch the skeleton', stepId: 'fetch', status: 'completed' }),
  event(4, 'log', { message: 'Beginning step Publish', stepId: 'publish', status: 'processing' }),
]
const failure = [
  event(5, 'log', { message: 'Error: the host said no', stepId: 'publish', status: 'failed' }),
  event(6, 'completion', { message: 'failed', error: { name: 'Error', message: 'The host said no.' } }),
]

/** A server of one task, whose stream is written by the test. */
function server(first: Task, replies: Readonly<Record<string, (request: Request) => unknown>> = {}) {
  const state = { task: first }
  const opened: { after: string | null; tell: (...events: TaskEvent[]) => void; end: () => void }[] = []
  const respond = async (request: Request) => {
    const { pathname, searchParams } = new URL(request.url)
    const path = `${request.method} ${pathname.replace('/api/scaffolder/v2/', '')}`
    if (replies[path]) return Response.json(await replies[path](request))
    if (path === `GET tasks/${id}`) return Response.json(state.task)
    if (path !== `GET tasks/${id}/eventstream`)
      return Response.json({ error: { name: 'NotFoundError' } }, { status: 404 })
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        opened.push({
          after: searchParams.get('after'),
          tell: (...events) =>
            controller.enqueue(
              new TextEncoder().encode(
                events.map((one) => `event: ${one.type}\ndata: ${JSON.stringify(one)}\n\n`).join(''),
              ),
            ),
          end: () => controller.close(),
        })
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  const { requests } = renderPortal({ plugins: [plugin], path: `/create/tasks/${id}`, respond })
  return {
    state,
    requests,
    /** The n-th connection, once the page has opened it. */
    stream: (n = 0) =>
      // A broken one is opened again after a second.
      waitFor(
        () => {
          const stream = opened[n]
          if (!stream) throw new Error('Not opened.')
          return stream
        },
        { timeout: 8_000 },
      ),
  }
}

const steps = () => within(screen.getByRole('navigation', { name: 'Steps' })).getAllByRole('listitem')

test('steps advance and lines arrive as the task runs; then its outputs are there', async () => {
  const { state, stream } = server(task())
  const { tell } = await stream()
  tell(...beginning)
  expect(await screen.findByText('fetched', { exact: false })).toHaveClass('task-ansi-good')
  expect(steps()[0]).toHaveTextContent('Fetch the skeletonCompleted2s')
  expect(steps()[1]).toHaveTextContent('PublishRunning')
  expect(screen.getByRole('heading', { level: 1, name: 'Node service' })).toBeVisible()

  state.task = task({ status: 'completed' })
  tell(
    event(5, 'log', { message: 'Skipped.', stepId: 'publish', status: 'skipped' }),
    event(6, 'completion', {
      message: 'done',
      output: {
        links: [
          { title: 'Repository', url: 'https://git.example/shop' },
          { title: 'Run me', url: 'javascript:alert(1)' },
          { title: 'nowhere' },
        ],
        text: [
          { title: 'First', content: 'one' },
          { title: 'Second', content: '**two** <img src=x onerror=alert(1)>', default: true },
        ],
        remoteUrl: 'https://git.example/shop.git',
      },
    }),
  )
  expect(await screen.findByRole('link', { name: 'Repository' })).toHaveAttribute('href', 'https://git.example/shop')
  expect(screen.getByText('Run me').closest('a')).toBeNull()
  expect(screen.queryByText('nowhere')).toBeNull()
  expect(screen.getByText('two').tagName).toBe('STRONG')
  expect(document.querySelector('main img')).toBeNull()
  await userEvent.click(screen.getByRole('button', { name: 'First' }))
  expect(screen.getByText('one')).toBeVisible()
  expect(screen.getByText('Completed', { selector: '.cb-tag' })).toBeVisible()
  expect(screen.getByRole('link', { name: 'Start over' })).toHaveAttribute(
    'href',
    '/create/templates/default/node?formData=%7B%22name%22%3A%22shop%22%7D',
  )
})

test('a connection that breaks goes on behind the last line', async () => {
  const { stream } = server(task())
  const first = await stream()
  first.tell(...beginning)
  await screen.findByText('Beginning step Publish')
  first.end()
  expect(await screen.findByText(/The connection is lost/)).toBeVisible()
  const second = await stream(1)
  expect(second.after).toBe('4')
  second.tell(event(5, 'log', { message: 'still here', stepId: 'publish' }))
  expect(await screen.findByText('still here')).toBeVisible()
  expect(screen.queryByText(/The connection is lost/)).toBeNull()
  expect(screen.getAllByText('Beginning step Publish')).toHaveLength(1)
}, 20_000)

test('what failed says why, asks for secrets again, and goes on', async () => {
  const sent: unknown[] = []
  const { state, stream } = server(task({ status: 'failed', reason: 'The host refused the token.' }), {
    'GET templates/default/template/node/parameter-schema': () => ({ title: 'x', steps: [], secretNames: ['token'] }),
    [`POST tasks/${id}/retry`]: async (request) => {
      sent.push(await request.json())
      return { id }
    },
  })
  const { tell, end } = await stream()
  tell(...beginning, ...failure)
  end()
  await screen.findByText('The step “Publish” failed')
  expect(screen.getByRole('alert')).toHaveTextContent('The host refused the token.')

  await userEvent.click(screen.getByRole('button', { name: 'Retry' }))
  const dialog = await screen.findByRole('dialog', { name: 'Retry this task' })
  await userEvent.type(await within(dialog).findByLabelText('token'), 's3cret')
  state.task = task()
  await userEvent.click(within(dialog).getByRole('button', { name: 'Retry' }))
  const again = await stream(1)
  expect(sent).toEqual([{ secrets: { token: 's3cret' } }])
  again.tell(
    event(7, 'recovered', { message: '' }),
    event(8, 'log', { message: 'Beginning step Publish', stepId: 'publish', status: 'processing' }),
  )
  await waitFor(() => expect(steps()[1]).toHaveTextContent('PublishRunning'))
  expect(screen.queryByRole('alert')).toBeNull()
})

test('a task that runs is cancelled after a question', async () => {
  const { requests, stream } = server(task(), { [`POST tasks/${id}/cancel`]: () => ({ status: 'cancelled' }) })
  const { tell } = await stream()
  tell(...beginning)
  await userEvent.click(await screen.findByRole('button', { name: 'Stop the task' }))
  await userEvent.click(within(screen.getByRole('dialog')).getByRole('button', { name: 'Stop the task' }))
  await waitFor(() => expect(requests.some(({ url }) => url.endsWith('/cancel'))).toBe(true))
  tell(event(5, 'cancelled', { message: 'Step publish has been cancelled.', stepId: 'publish', status: 'cancelled' }))
  expect(await screen.findByText('Being cancelled')).toBeVisible()
  tell(failure[1] as TaskEvent)
  expect(await screen.findByText('The task was cancelled')).toBeVisible()
})

test('who waits for room sees how many are before them', async () => {
  server(task({ status: 'open', queuePosition: 2 }))
  expect(await screen.findByText('2 tasks are before it.')).toBeVisible()
})

test('who has to agree finds what to look at, and agrees', async () => {
  const sent: unknown[] = []
  const approval = { by: ['group:default/platform'], note: 'Look at the **size**.', isMine: true }
  const { state } = server(task({ status: 'open', waitsFor: 'approval' }), {
    [`GET tasks/${id}/approval`]: () => approval,
    [`POST tasks/${id}/approval`]: async (request) => {
      sent.push(await request.json())
      return approval
    },
  })
  expect(await screen.findByText('size')).toBeVisible()
  expect(screen.getByText('platform')).toBeVisible()
  await userEvent.type(screen.getByLabelText('Comment (optional)'), 'Fine.')
  state.task = task({ status: 'open', queuePosition: 0 })
  await userEvent.click(screen.getByRole('button', { name: 'Approve' }))
  expect(await screen.findByText(/It is next/)).toBeVisible()
  expect(sent).toEqual([{ decision: 'approved', comment: 'Fine.' }])
})

test('whoever may not decide only reads who may', async () => {
  server(task({ status: 'open', waitsFor: 'approval' }), {
    [`GET tasks/${id}/approval`]: () => ({ by: ['group:default/platform'], isMine: false }),
  })
  expect(await screen.findByText('platform')).toBeVisible()
  expect(screen.queryByRole('button', { name: 'Approve' })).toBeNull()
})

test('the log is searched, and narrowed to one step by the address', async () => {
  const { stream } = server(task({ status: 'failed' }))
  const { tell, end } = await stream()
  tell(...beginning, ...failure)
  end()
  await userEvent.type(await screen.findByRole('searchbox', { name: 'Search in the log' }), 'BEGINNING')
  expect(await screen.findByText('2 lines.')).toBeVisible()
  await userEvent.click(within(steps()[0] as HTMLElement).getByRole('button'))
  expect(await screen.findByText('Only the lines of “Fetch the skeleton”.')).toBeVisible()
  expect(screen.queryByText(/the host said no/)).toBeNull()
  await userEvent.click(screen.getByRole('link', { name: 'Show all lines' }))
  expect(await screen.findByText(/the host said no/)).toBeVisible()
})

test('ten thousand lines are a hundred in the page', async () => {
  const { stream } = server(task({ status: 'failed' }))
  const { tell, end } = await stream()
  tell(...Array.from({ length: 10_000 }, (_, n) => event(n + 1, 'log', { message: `line ${n}`, stepId: 'fetch' })))
  tell(event(10_001, 'completion', { message: '', error: { name: 'Error', message: 'x' } }))
  end()
  await screen.findByText('The task failed')
  expect(document.querySelectorAll('.task-lines li').length).toBeLessThan(150)
})

test.each([
  { status: 404, name: 'NotFoundError', text: 'There is no such task.' },
  { status: 403, name: 'NotAllowedError', text: 'Task: you may not see this.' },
])('a task that cannot be read: $status', async ({ status, name, text }) => {
  const respond = () => Response.json({ error: { name, message: 'x' } }, { status })
  renderPortal({ plugins: [plugin], path: `/create/tasks/${id}`, respond })
  expect(await screen.findByText(text)).toBeVisible()
  expect(screen.getByRole('heading', { level: 1, name: 'Task' })).toBeVisible()
})
