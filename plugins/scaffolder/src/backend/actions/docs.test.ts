import { readFile } from 'node:fs/promises'
import { findMismatches, type Outgoing, type ScmIntegrations, type UrlReader } from '@callboard/kernel'
import type { JsonObject } from '@callboard/model'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import type { TaskStep } from '../../model/index.ts'
import { createExpressions } from '../expressions/create-expressions.ts'
import type { ExpressionScope } from '../expressions/expressions.ts'
import { createFileTemplates } from '../expressions/file-templates.ts'
import { integrationType } from '../fixtures/conformance-scope.ts'
import { coreActions } from './core-actions.ts'

const page = (name: string) => readFile(new URL(`../../../../../docs/templates/${name}.md`, import.meta.url), 'utf8')
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`^\`\`\`${language}\n([\\s\\S]*?)^\`\`\`$`, 'gm'))].map(([, block]) => block ?? '')

describe('docs/templates/expressions.md', async () => {
  const text = await page('expressions')
  // The first block is what the examples see; a scope needs nothing more.
  const scope = parse(blocks(text, 'yaml')[0] ?? '') as ExpressionScope
  const expressions = createExpressions({ extensions: [], integrationType })
  const examples = blocks(text, 'text')
    .flatMap((block) => block.trimEnd().split('\n'))
    .map((line) => line.split(/\s+→ /))

  test('has its examples', () => expect(examples.length).toBeGreaterThan(30))

  test.each(examples)('%s → %s', (source = '', result = '') => {
    const { value, problems } = expressions.render(source, scope)
    if (result === 'as it is written') {
      expect({ value, problems: problems.length }).toEqual({ value: source, problems: 1 })
      return
    }
    expect(problems).toEqual([])
    expect(value).toEqual(result === 'nothing' ? undefined : JSON.parse(result))
  })
})

describe('docs/templates/writing-templates.md', async () => {
  const actions = coreActions({
    // None of them is run here.
    ...{ urlReader: {} as UrlReader, scm: {} as ScmIntegrations, outgoing: {} as Outgoing, needsToken: false },
    templates: createFileTemplates(() => ({ extensions: [], integrationType })),
  })
  const steps = blocks(await page('writing-templates'), 'yaml').flatMap((block): TaskStep[] => {
    const parsed = parse(block)
    return Array.isArray(parsed) ? parsed : parsed.spec.steps
  })

  test('has its examples', () => expect(steps.length).toBeGreaterThan(6))

  test.each(steps)('$action fits its schema', ({ action: id, input = {} }) => {
    const action = actions.find((known) => known.id === id)
    expect(findMismatches(action?.input ?? { not: {} }, input)).toEqual([])
  })

  test.each(actions.flatMap(({ id, input, examples = [] }) => examples.map((example) => ({ id, input, example }))))(
    'the example of $id "$example.description" fits its schema',
    ({ input, example }) => {
      expect(findMismatches(input, example.input as JsonObject)).toEqual([])
    },
  )
})
