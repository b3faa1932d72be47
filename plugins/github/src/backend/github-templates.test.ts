import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import auth from '@callboard/plugin-auth/backend'
import catalog from '@callboard/plugin-catalog/backend'
import events from '@callboard/plugin-events/backend'
import git from '@callboard/plugin-git/backend'
import type { Task, TaskEvent } from '@callboard/plugin-scaffolder'
import scaffolder from '@callboard/plugin-scaffolder/backend'
import { eventually, startPortal } from '@callboard/testing'
import { startGithubForge } from '@callboard/testing/servers'
import { expect, test } from 'vitest'
import { stringify } from 'yaml'
import github from './index.ts'

const shop = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'shop' },
  spec: {
    type: 'service',
    parameters: { properties: { repoUrl: { type: 'string', 'ui:field': 'RepoUrlPicker' } } },
    steps: [
      {
        id: 'describe',
        action: 'catalog:write',
        input: {
          entity: {
            apiVersion: 'backstage.io/v1alpha1',
            kind: 'Component',
            metadata: { name: '${{ (parameters.repoUrl | parseRepoUrl).repo }}' },
            spec: { type: 'service', lifecycle: 'production', owner: 'acme' },
          },
        },
      },
      {
        id: 'publish',
        action: 'publish:github',
        input: { repoUrl: '${{ parameters.repoUrl }}', token: '${{ secrets.GITHUB_TOKEN }}' },
      },
      {
        id: 'register',
        action: 'catalog:register',
        input: { repoContentsUrl: '${{ steps.publish.output.repoContentsUrl }}' },
      },
      {
        id: 'propose',
        action: 'publish:github:pull-request',
        input: {
          repoUrl: '${{ parameters.repoUrl }}',
          token: '${{ secrets.GITHUB_TOKEN }}',
          branchName: 'next',
          title: 'What comes next',
          description: 'Move it.',
          targetPath: 'moved',
        },
      },
    ],
    output: {
      links: [{ title: 'Repository', url: '${{ steps.publish.output.remoteUrl }}' }],
      pull: '${{ steps.propose.output.pullRequestNumber }}',
      entity: '${{ steps.register.output.entityRef }}',
    },
  },
}

test('a template makes a repository with the token of a person, registers it and opens a pull request', async () => {
  await using forge = await startGithubForge()
  const { token } = forge.integration
  const folder = await mkdtemp(join(tmpdir(), 'callboard-template-'))
  await writeFile(join(folder, 'template.yaml'), stringify(shop))
  await using portal = await startPortal({
    plugins: [auth, catalog, events, git, scaffolder, github],
    config: {
      // The portal itself may only read.
      integrations: { github: [forge.integration] },
      scaffolder: { requireScmUserCredentials: true },
      catalog: {
        rules: [{ allow: ['Template', 'Component'] }],
        locations: [{ type: 'file', target: join(folder, 'template.yaml') }],
      },
    },
  })
  const read = async <T>(path: string, json?: object): Promise<T> => {
    const post = { method: 'POST', body: JSON.stringify(json), headers: { 'content-type': 'application/json' } }
    // Each caller names what the route serves.
    return (await (await portal.fetch(`/api/${path}`, json ? post : {})).json()) as T
  }
  const isThere = async (ref: string) => (await portal.fetch(`/api/catalog/entities/by-name/${ref}`)).status === 200
  await eventually(() => isThere('template/default/shop'))

  const { id } = await read<{ id: string }>('scaffolder/v2/tasks', {
    templateRef: 'template:default/shop',
    values: { repoUrl: `${forge.host}?owner=acme&repo=shop` },
    secrets: { GITHUB_TOKEN: token },
  })
  const ended = await eventually(async () => {
    const task = await read<Task>(`scaffolder/v2/tasks/${id}`)
    return task.status === 'open' || task.status === 'processing' ? undefined : task
  })
  const told = await read<TaskEvent[]>(`scaffolder/v2/tasks/${id}/events`)
  const log = told.map(({ body }) => body.message).join('\n')
  expect(ended.status, log).toBe('completed')
  expect(told.at(-1)?.body.output).toEqual({
    links: [{ title: 'Repository', url: `${forge.url}/acme/shop.git` }],
    pull: 1,
    entity: 'component:default/shop',
  })
  await eventually(() => isThere('component/default/shop'))
  expect((await forge.git.readTree('acme/shop', 'next')).map(({ path }) => path)).toEqual([
    'catalog-info.yaml',
    'moved/catalog-info.yaml',
  ])
  expect(JSON.stringify(told)).not.toContain(token)
}, 60_000)
