import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { PermissionPolicy } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import catalog from '@callboard/plugin-catalog/backend'
import git from '@callboard/plugin-git/backend'
import { eventually, startPortal, type TestPortal } from '@callboard/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { template } from '../fixtures/scaffolder-portal.ts'
import scaffolder from '../index.ts'

const publishing = (url: string) => [
  {
    id: 'fetch',
    action: 'fetch:template',
    input: { url, values: { name: '${{ parameters.name }}', key: '${{ secrets.key }}' } },
  },
  {
    id: 'publish',
    action: 'publish:local',
    input: { repoUrl: '${{ parameters.host }}?owner=acme&repo=${{ parameters.name }}' },
  },
  {
    id: 'register',
    action: 'catalog:register',
    input: { repoContentsUrl: '${{ steps.publish.output.repoContentsUrl }}' },
  },
]
const templates = {
  'service.yaml': template('service', { owner: 'team', steps: publishing('./skeleton') }),
  // What people do to a repository.
  'people.yaml': template('people', {
    steps: [
      { action: 'fetch:plain', input: { url: './people' } },
      {
        action: 'publish:local:merge-request',
        input: {
          repoUrl: '${{ parameters.host }}?owner=acme&repo=${{ parameters.name }}',
          title: 'By hand',
          branchName: 'by-hand',
          filesToDelete: ['gone.txt'],
        },
      },
    ],
  }),
  'people/README.md': '# Ours\n\nIt has\nmany lines\nof text.\n',
  'skeleton/README.md': '# ${{ values.name }}\n\nIt has\nmany lines\nof text.\n',
  'skeleton/run.sh': 'echo ${{ values.name }}\n',
  'skeleton/old.txt': 'old\n',
  'skeleton/gone.txt': 'going\n',
  'skeleton/catalog-info.yaml':
    'apiVersion: backstage.io/v1alpha1\nkind: Component\nmetadata:\n  name: ${{ values.name }}\nspec: { type: service, lifecycle: x, owner: team } # ours\n',
}

/** Mallory reads only tasks of her own. */
const policy: PermissionPolicy = {
  decide: async ({ permission }, user) =>
    user?.userEntityRef !== 'user:default/mallory' || permission.name !== 'scaffolder.task.read'
      ? { result: 'ALLOW' }
      : {
          ...{ result: 'CONDITIONAL', pluginId: 'scaffolder', resourceType: 'scaffolder-task' },
          conditions: {
            ...{ rule: 'IS_TASK_OWNER', resourceType: 'scaffolder-task' },
            params: { createdBy: ['user:default/mallory'] },
          },
        },
}

describe.each(['sqlite', 'postgres'] as const)('drift on %s', (database) => {
  let portal: TestPortal
  let folder: string
  const write = async (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      await mkdir(dirname(join(folder, path)), { recursive: true })
      await writeFile(join(folder, path), text)
    }
  }
  const call = async (path: string, body?: object, as?: { token: string }) => {
    const response = await portal.fetch(`/api${path}`, {
      ...(as && { as }),
      ...(body && { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    const text = await response.text()
    return { status: response.status, body: text ? JSON.parse(text) : undefined }
  }
  const ended = async (id: string) => {
    const task = await eventually(async () => {
      const { body } = await call(`/scaffolder/v2/tasks/${id}`)
      return body.status === 'open' || body.status === 'processing' ? undefined : body
    })
    const { body: events } = await call(`/scaffolder/v2/tasks/${id}/events`)
    return { task, output: events.at(-1).body.output as JsonObject }
  }
  const run = async (name: string, values: JsonObject, secrets = {}) => {
    const host = new URL(portal.url).host
    const { body } = await call('/scaffolder/v2/tasks', {
      templateRef: `template:default/${name}`,
      values: { host, ...values },
      secrets,
    })
    const { task } = await ended(body.id)
    expect(task).toMatchObject({ status: 'completed' })
    return body.id as string
  }
  const drift = async (name: string) =>
    (await call(`/scaffolder/v2/drift?entityRef=component:default/${name}`)).body.items[0]
  const update = async (name: string) => {
    const { body } = await call('/scaffolder/v2/drift/update', { entityRef: `component:default/${name}` })
    return { ...(await ended(body.id)), id: body.id as string }
  }
  const merge = async (name: string, number: number) => {
    const merged = await call(`/git/repositories/acme/${name}/merge-requests/${number}/merge`, {})
    expect(merged.status).toBe(200)
  }
  const content = async (name: string, path: string) =>
    (await call(`/git/repositories/acme/${name}/content?path=${path}`)).body.text

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callboard-drift-test-'))
    await write(templates)
    portal = await startPortal({
      database,
      policy,
      plugins: [catalog, scaffolder, git],
      config: {
        git: { local: { directory: join(folder, 'repositories') } },
        catalog: {
          rules: [{ allow: ['Component', 'Template'] }],
          locations: ['service', 'people'].map((name) => ({ type: 'file', target: join(folder, `${name}.yaml`) })),
        },
      },
    })
    for (const name of ['service', 'people'])
      await eventually(async () => (await call(`/catalog/entities/by-name/template/default/${name}`)).status === 200)
  })
  afterAll(async () => {
    await portal.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('what a template made is brought up to date, with what people have done to it, until the next change', async () => {
    const made = await run('service', { name: 'shop' })
    expect(await drift('shop')).toMatchObject({ state: 'current', madeFrom: { taskId: made } })

    await run('people', { name: 'shop' })
    await merge('shop', 1)
    await write({
      'skeleton/README.md': '# ${{ values.name }}\n\nIt has\nmany lines\nof new text.\n',
      'skeleton/new.txt': 'new\n',
      'skeleton/gone.txt': 'going on\n',
    })
    await rm(join(folder, 'skeleton/old.txt'))
    expect(await drift('shop')).toMatchObject({ state: 'outdated', templateRef: 'template:default/service' })

    const { task, output, id } = await update('shop')
    // What policies say about tasks of a template's owner holds for its updates, too.
    expect(task).toMatchObject({ status: 'completed', templateOwner: 'group:default/team' })
    expect(output.links).toEqual([
      { title: 'The change', url: expect.stringContaining('/git/acme/shop/merge-requests/2') },
      { title: 'shop', icon: 'catalog', entityRef: 'component:default/shop' },
    ])
    expect(JSON.stringify(output.text)).toContain('It was deleted here, but the template has changed it.')
    // Nobody has merged it yet.
    expect(await drift('shop')).toMatchObject({ state: 'outdated', madeFrom: { taskId: made } })

    await merge('shop', 2)
    expect(await content('shop', 'README.md')).toBe('# Ours\n\nIt has\nmany lines\nof new text.\n')
    expect(await content('shop', 'new.txt')).toBe('new\n')
    expect(await content('shop', 'old.txt')).toBeUndefined()
    const file = await content('shop', 'catalog-info.yaml')
    expect(file).toContain('# ours')
    expect(file).toContain(`callboard.dev/template-task: ${id}`)
    await eventually(async () => (await drift('shop')).madeFrom.taskId === id)
    expect(await drift('shop')).toMatchObject({ state: 'current' })

    await write({ 'skeleton/new.txt': 'newer\n' })
    expect(await drift('shop')).toMatchObject({ state: 'outdated', madeFrom: { taskId: id } })
    const second = await update('shop')
    expect(JSON.stringify(second.output.text)).not.toContain('README')
    await merge('shop', 3)
    expect(await content('shop', 'new.txt')).toBe('newer\n')
  })

  test('what both have changed is marked, and told', async () => {
    await run('service', { name: 'mail' })
    await run('people', { name: 'mail' })
    await merge('mail', 1)
    await write({ 'skeleton/README.md': '# The ${{ values.name }}\n\nIt has\nmany lines\nof text.\n' })
    const { output } = await update('mail')
    expect(JSON.stringify(output.text)).toContain('`README.md`: Both changed the same lines.')
    await merge('mail', 2)
    expect(await content('mail', 'README.md')).toContain(
      '<<<<<<< repository\n# Ours\n=======\n# The mail\n>>>>>>> template\n',
    )
  })

  test('secrets are not kept with what was made', async () => {
    await write({ 'skeleton/key.txt': 'key=${{ values.key }}\n' })
    await run('service', { name: 'safe' }, { key: 'swordfish-27' })
    expect(await content('safe', 'key.txt')).toBe('key=swordfish-27\n')
    const { output } = await update('safe')
    expect(JSON.stringify(output)).not.toContain('swordfish')
    await rm(join(folder, 'skeleton/key.txt'))
  })

  test('somebody gets at the answers of others by an update: they are not in it, and it works', async () => {
    const made = await run('service', { name: 'private' })
    const mallory = { token: await portal.tokens.user('user:default/mallory') }
    expect((await call(`/scaffolder/v2/tasks/${made}`, undefined, mallory)).status).toBe(403)
    const { body } = await call('/scaffolder/v2/drift/update', { entityRef: 'component:default/private' }, mallory)
    expect((await ended(body.id)).task).toMatchObject({ status: 'completed' })
    const { status, body: seen } = await call(`/scaffolder/v2/tasks/${body.id}`, undefined, mallory)
    expect([status, seen.spec.parameters]).toEqual([200, {}])
    const own = await update('private')
    expect((await call(`/scaffolder/v2/tasks/${own.id}`)).body.spec.parameters).toMatchObject({ name: 'private' })
  })

  test('a template that no longer works is told, not hidden', async () => {
    await run('service', { name: 'lost' })
    await write({ 'service.yaml': template('service', { steps: [{ action: 'debug:log' }] }) })
    await eventually(async () => (await drift('lost')).state === 'unknown')
    expect((await drift('lost')).reason).toBe('The template no longer publishes a repository.')
    // The reason may quote the answers of others.
    const mallory = { token: await portal.tokens.user('user:default/mallory') }
    const { body: seen } = await call('/scaffolder/v2/drift?entityRef=component:default/lost', undefined, mallory)
    expect(seen.items).toMatchObject([{ state: 'unknown', reason: expect.stringContaining('only those are told') }])
    const { status, body } = await call('/scaffolder/v2/drift/update', { entityRef: 'component:default/none' })
    expect(status).toBe(404)
    expect(body.error.message).toContain('component:default/none')
  })
})
