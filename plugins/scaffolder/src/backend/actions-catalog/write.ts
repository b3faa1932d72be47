import { mkdir, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type JsonObject, Type } from '@callboard/model'
import { stringify } from 'yaml'
import { type Action, defineScaffolderAction, taskAnnotation, templateAnnotation } from '../../model/index.ts'

/** `catalog:write` (spec/scaffolder.md 11.2). */
export const writeAction: Action = defineScaffolderAction({
  id: 'catalog:write',
  description: 'Writes a catalog file into the workspace, and notes in it which template and task it comes from.',
  supportsDryRun: true,
  input: Type.Object(
    {
      filePath: Type.Optional(Type.String({ description: 'Where to, in the workspace. Default: catalog-info.yaml.' })),
      // Whatever an entity is made of; the catalog checks it when it is registered.
      entity: Type.Record(Type.String(), Type.Unknown(), { description: 'The entity.' }),
    },
    { additionalProperties: false },
  ),
  examples: [
    {
      description: 'Write a component',
      input: {
        entity: {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: { name: 'shop' },
          spec: { type: 'service', lifecycle: 'production', owner: 'group:default/payments' },
        },
      },
    },
  ],
  async run({ input, log, workspace, template, taskId }) {
    const { filePath = 'catalog-info.yaml' } = input
    const path = await workspace.resolve(filePath)
    log.info(`Writing ${filePath}`)
    await mkdir(dirname(path), { recursive: true })
    // Checked against the schema, and rendered from JSON.
    await writeFile(
      path,
      stringify(withSource(input.entity as JsonObject, { templateRef: template?.entityRef, taskId })),
    )
  },
})

function withSource(
  entity: JsonObject,
  { templateRef, taskId }: { templateRef: string | undefined; taskId: string },
): JsonObject {
  if (templateRef === undefined) return entity
  const metadata = (entity.metadata ?? {}) as JsonObject
  const annotations = {
    ...(metadata.annotations as JsonObject | undefined),
    [templateAnnotation]: templateRef,
    [taskAnnotation]: taskId,
  }
  return { ...entity, metadata: { ...metadata, annotations } }
}
