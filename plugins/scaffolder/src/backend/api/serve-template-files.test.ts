import type { PermissionPolicy } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import catalog from '@callboard/plugin-catalog/backend'
import { eventually, startPortal } from '@callboard/testing'
import { expect, onTestFinished, test } from 'vitest'
import type { TemplateFiles } from '../../model/index.ts'
import { newFolder, writeFolder } from '../fixtures/folders.ts'
import { template } from '../fixtures/scaffolder-portal.ts'
import scaffolder from '../index.ts'

/** A portal whose catalog has read `<folder>/show/template.yaml`; gives what its files are answered with. */
async function filesOfShow({ policy, metadata = {} }: { policy?: PermissionPolicy; metadata?: JsonObject }) {
  const folder = await newFolder()
  await writeFolder(folder, {
    'secret.txt': 'not below the template',
    'show/template.yaml': template('show', { steps: [{ action: 'debug:log' }] }, metadata),
    'show/skeleton/run.sh*': '#!/bin/sh',
    'show/skeleton/link': '-> ../../secret.txt',
  })
  const portal = await startPortal({
    plugins: [catalog, scaffolder],
    ...(policy && { policy }),
    config: {
      catalog: {
        rules: [{ allow: ['Template'] }],
        locations: [{ type: 'file', target: `${folder}/show/template.yaml` }],
      },
    },
  })
  onTestFinished(() => portal.stop())
  const own = { token: await portal.tokens.plugin('catalog', 'catalog') }
  await eventually(async () => {
    const path = '/api/catalog/entities/by-name/template/default/show'
    return (await portal.fetch(path, { as: own })).status === 200
  })
  return portal.fetch('/api/scaffolder/v2/templates/default/template/show/files')
}

test('an editor gets the folder of a template, and nothing beside it', async () => {
  const reply = await filesOfShow({
    metadata: { annotations: { 'backstage.io/edit-url': 'https://git.example/edit' } },
  })
  expect(reply.status).toBe(200)
  const { files, templatePath, editUrl } = (await reply.json()) as TemplateFiles
  expect(files.map(({ path, executable }) => [path, executable])).toEqual([
    ['skeleton/run.sh', true],
    ['template.yaml', false],
  ])
  expect(Buffer.from(files[0]?.base64Content ?? '', 'base64').toString()).toBe('#!/bin/sh')
  expect({ templatePath, editUrl }).toEqual({ templatePath: 'template.yaml', editUrl: 'https://git.example/edit' })
})

test('whoever may not manage templates gets no files', async () => {
  const policy: PermissionPolicy = {
    decide: async ({ permission }) => ({
      result: permission.name === 'scaffolder.template.management' ? 'DENY' : 'ALLOW',
    }),
  }
  expect((await filesOfShow({ policy })).status).toBe(403)
})
