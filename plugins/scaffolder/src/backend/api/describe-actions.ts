import type { JsonObject, TSchema } from '@callboard/model'
import { stringify } from 'yaml'
import type { ActionExample, ListedAction } from '../../model/index.ts'
import type { AnyAction } from '../composed-actions/composed-action.ts'

const draft7 = 'http://json-schema.org/draft-07/schema#'

/** The actions as they are listed (spec/scaffolder.md 8.2), by id. */
export function describeActions(actions: readonly AnyAction[]): ListedAction[] {
  return actions.map(describe).sort((a, b) => (a.id < b.id ? -1 : 1))
}

function describe({ id, description, input, output, examples, supportsDryRun }: AnyAction): ListedAction {
  return {
    id,
    description,
    ...(examples && { examples: examples.map((example) => asStep(id, example)) }),
    schema: { input: shown(input), ...(output && { output: shown(output) }) },
    supportsDryRun: supportsDryRun ?? false,
  }
}

/** As authors write it into a template. */
const asStep = (action: string, { description, input }: ActionExample) => ({
  description,
  example: stringify({ steps: [{ id: action.replaceAll(':', '-'), name: description, action, input }] }),
})

const shown = (schema: TSchema): JsonObject => ({ $schema: draft7, ...(schema as JsonObject) })
