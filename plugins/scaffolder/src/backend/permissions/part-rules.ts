import type { CoreServices, Credentials } from '@callboard/kernel'
import { type ResourcePermission, Type } from '@callboard/model'
import {
  readParameters,
  readSteps,
  type TaggedPart,
  type TemplateEntity,
  type TemplatePage,
  type TemplateStep,
  templateResource,
} from '../../model/index.ts'
import { holds, type LocalRule } from './holds.ts'

/** The rules about pages and steps of templates (spec/scaffolder.md 10). */
export const partRules: readonly LocalRule<TaggedPart>[] = [
  {
    name: 'HAS_TAG',
    description: 'The page or step has the tag, under backstage:permissions.',
    resourceType: templateResource,
    paramsSchema: Type.Object({ tag: Type.String() }, { additionalProperties: false }),
    apply: (part, { tag }) => part['backstage:permissions']?.tags?.includes(tag as string) ?? false,
  },
]

/** What of a template is there for a caller. */
export interface VisibleParts {
  pages: TemplatePage[]
  steps: TemplateStep[]
  /** Steps that are left out. */
  hiddenSteps: TemplateStep[]
}

/** Leaves out the pages and steps that the caller may not read (spec/scaffolder.md 8.1, 10). */
export async function visibleParts(
  permissions: CoreServices['permissions'],
  { spec }: TemplateEntity,
  credentials: Credentials,
): Promise<VisibleParts> {
  const [isPageVisible, isStepVisible] = await Promise.all([
    partTest(permissions, readParameters, credentials),
    partTest(permissions, readSteps, credentials),
  ])
  const pages = [spec.parameters ?? []].flat()
  return {
    pages: pages.filter(isPageVisible),
    steps: spec.steps.filter(isStepVisible),
    hiddenSteps: spec.steps.filter((step) => !isStepVisible(step)),
  }
}

async function partTest(
  permissions: CoreServices['permissions'],
  permission: ResourcePermission,
  credentials: Credentials,
): Promise<(part: TaggedPart) => boolean> {
  const decision = await permissions.decide(credentials, permission)
  if (decision.result !== 'CONDITIONAL') return () => decision.result === 'ALLOW'
  return (part) => holds(decision.conditions, part, partRules)
}
