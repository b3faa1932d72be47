import { join } from 'node:path'
import type { JsonObject } from '@callboard/model'
import catalog from '@callboard/plugin-catalog/backend'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { expect, test } from 'vitest'
import type { ListedAction, Task, TaskEvent, TemplatingExtensions } from '../../model/index.ts'
import { newFolder, writeFolder } from '../fixtures/folders.ts'
import { template } from '../fixtures/scaffolder-portal.ts'
import scaffolder from '../index.ts'

async function read<T>(portal: TestPortal, path: string, json?: JsonObject): Promise<T> {
  const response = await portal.fetch(`/api/${path}`, {
    ...(json ? { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } } : {}),
  })
  // Each caller names what the route serves.
  return (await response.json()) as T
}

test('a template from a file renders the skeleton beside it', async () => {
  const folder = await newFolder()
  await writeFolder(folder, {
    'a b%20c/template.yaml': template('service', {
      parameters: { required: ['name'], properties: { name: { type: 'string' } } },
      steps: [
        {
          id: 'fetch',
          action: 'fetch:template',
          input: { url: './skeleton', values: { name: '${{ parameters.name | lower }}', owner: '${{ user.ref }}' } },
        },
        { id: 'list', action: 'fs:readdir', input: { paths: ['.'], recursive: true } },
        { id: 'show', action: 'debug:log', input: { listWorkspace: 'with-contents' } },
      ],
      output: { files: '${{ steps.list.output.files | join(" ", "fullPath") }}' },
    }),
    'a b%20c/skeleton/${{ values.name }}/main.ts': 'I am ${{ values.name }} of ${{ values.owner }}',
  })
  await using portal = await startPortal({
    plugins: [catalog, scaffolder],
    config: {
      catalog: {
        rules: [{ allow: ['Template'] }],
        locations: [{ type: 'file', target: join(folder, 'a b%20c', 'template.yaml') }],
      },
    },
  })
  await eventually(async () => {
    const found = await portal.fetch('/api/catalog/entities/by-name/template/default/service')
    return found.status === 200
  })
  const values = { name: 'SHOP' }
  const { id } = await read<{ id: string }>(portal, 'scaffolder/v2/tasks', {
    templateRef: 'template:default/service',
    values,
  })
  const ended = await eventually(async () => {
    const task = await read<Task>(portal, `scaffolder/v2/tasks/${id}`)
    return task.status === 'open' || task.status === 'processing' ? undefined : task
  })
  const events = await read<TaskEvent[]>(portal, `scaffolder/v2/tasks/${id}/events`)
  expect(events.map(({ body }) => body.message).join('\n')).toContain('I am shop of user:default/guest')
  expect(ended.status).toBe('completed')
  expect(events.at(-1)?.body.output).toEqual({ files: 'shop/main.ts' })
}, 30_000)

test('core actions and filters are listed with their words', async () => {
  await using portal = await startPortal({ plugins: [catalog, scaffolder] })
  const listed = await read<ListedAction[]>(portal, 'scaffolder/v2/actions')
  const own = listed.filter(({ id }) => /^(debug|fetch|fs|http|workspace):/.test(id))
  expect(own.map(({ id }) => id).sort()).toEqual([
    ...['debug:log', 'debug:wait', 'fetch:plain', 'fetch:plain:file', 'fetch:template', 'fetch:template:file'],
    ...['fs:delete', 'fs:readdir', 'fs:rename', 'http:request', 'workspace:template', 'workspace:template:file'],
  ])
  for (const { description, examples } of own) {
    expect(description).toMatch(/\.$/)
    expect(examples).not.toHaveLength(0)
  }
  const { filters } = await read<TemplatingExtensions>(portal, 'scaffolder/v2/templating-extensions')
  expect(Object.keys(filters).sort()).toEqual(['parseEntityRef', 'parseRepoUrl', 'pick', 'projectSlug'])
})
