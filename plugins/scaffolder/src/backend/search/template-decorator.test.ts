import type { Credentials } from '@callboard/kernel'
import type { Entity } from '@callboard/model'
import type { Entities } from '@callboard/plugin-catalog'
import type { SearchDocument } from '@callboard/plugin-search'
import { expect, test } from 'vitest'
import { templateDecorator } from './template-decorator.ts'

const template = (spec: Record<string, unknown>): Entity =>
  ({ apiVersion: 'scaffolder.backstage.io/v1beta3', kind: 'Template', metadata: { name: 't' }, spec }) as Entity

async function decorate(entity: Entity | undefined, kind = 'Template') {
  const listByRefs = async (refs: readonly string[]) => refs.map(() => entity)
  // The decorator asks for nothing else.
  const decorator = templateDecorator({ listByRefs } as unknown as Entities, () => ({}) as Credentials)
  const document = {
    title: 't',
    text: 'As written.',
    location: '/t',
    kind,
    authorization: { resourceRef: 'template:default/t' },
  }
  const [decorated] = await decorator.decorate([document], 'software-catalog')
  const { form, steps, ...rest }: SearchDocument = decorated ?? document
  expect(rest).toEqual(document)
  return { form, steps }
}

const pages = [
  { title: 'Who it is for', properties: { owner: { title: 'Owner', description: 'The team that keeps it.' } } },
  { title: 'Where it lives', dependencies: { host: { oneOf: [{ properties: { region: { title: 'Region' } } }] } } },
]

test('a template is found by what its form asks for and what its steps do', async () => {
  const steps = [{ id: 'a', action: 'fetch:template', name: 'Fetch the skeleton' }, { action: 'debug:log' }]
  expect(await decorate(template({ parameters: pages, steps }))).toEqual({
    form: ['Who it is for', 'Owner', 'The team that keeps it.', 'Where it lives', 'Region'],
    steps: ['Fetch the skeleton'],
  })
})

test.each([
  ['a template without a form', template({})],
  ['a form that is no form', template({ parameters: 'x', steps: [null, 1, 'x'] })],
  ['a template that is gone', undefined],
])('%s stays as it is', async (_why, entity) => {
  expect(await decorate(entity)).toEqual({ form: undefined, steps: undefined })
})

test('what is no template stays as it is', async () => {
  expect(await decorate(template({ parameters: pages }), 'Component')).toEqual({ form: undefined, steps: undefined })
})

test('very long and very deep forms end', async () => {
  const deep = Array.from({ length: 50 }).reduce<object>((inner) => ({ title: 'In', properties: { a: inner } }), {})
  const wide = Array.from({ length: 1000 }, (_, i) => ({ title: `Field ${i}`, description: 'd'.repeat(9_999) }))
  const { form } = await decorate(template({ parameters: [deep, ...wide] }))
  expect(form).toHaveLength(200)
  expect(Math.max(...(form as string[]).map((text) => text.length))).toBe(500)
})
