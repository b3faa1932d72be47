import { readFile } from 'node:fs/promises'
import { builtinKinds, type Entity, kindModel, validateEntity } from '@callboard/model'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { startScaffolder } from './fixtures/scaffolder-portal.ts'

const blocksOf = async (page: string) => {
  const text = await readFile(new URL(`../../../../docs/templates/${page}.md`, import.meta.url), 'utf8')
  return [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(({ 1: yaml = '' }) => yaml)
}

test('docs/templates/approvals.md: the template waits, and nothing is wrong with it', async () => {
  const [yaml = ''] = await blocksOf('approvals')
  expect(validateEntity(parse(yaml) as Entity, kindModel(builtinKinds))).toEqual([])
  await using started = await startScaffolder({ cluster: yaml })
  const id = await started.create('cluster', { name: 'x' })
  expect((await started.call(`/v2/tasks/${id}`)).body).toMatchObject({ waitsFor: 'approval' })
})

test('docs/templates/actions-without-code.md: the config starts, and the template runs', async () => {
  const [config = '', template = ''] = await blocksOf('actions-without-code')
  await using started = await startScaffolder({ greet: template }, { scaffolder: parse(config).scaffolder })
  const id = await started.create('greet', { name: 'Ada' })
  expect(await started.ended(id)).toMatchObject({ status: 'completed' })
  const events = await started.events(id)
  expect(events.at(-1)?.body.output).toEqual({ text: [{ title: 'Greeted', content: 'Ada' }] })
})
