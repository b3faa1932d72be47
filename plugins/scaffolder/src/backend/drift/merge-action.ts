import type { Clock, Credentials } from '@callboard/kernel'
import { Type } from '@callboard/model'
import { isMap, parseAllDocuments } from 'yaml'
import { type Action, defineScaffolderAction, taskAnnotation } from '../../model/index.ts'
import { type DriftServices, planUpdate, type Update } from './drift.ts'
import type { Tree, TreeEntry } from './merge-trees.ts'
import { versionOf, writeEntries } from './packed-tree.ts'
import { findRequestAction } from './request-actions.ts'

/** Where in the workspace the changed files are put. */
export const updateFolder = 'update'

const Names = Type.Array(Type.String())

/** `template:merge`, the first step of an update (docs/templates/drift.md). */
export const mergeAction = (services: () => DriftServices, clock: Clock): Action =>
  defineScaffolderAction({
    id: 'template:merge',
    description:
      'Merges what has changed in a template since it made an entity into what is in the repository of that entity now, and puts the changed files into the folder `update` of the workspace.',
    input: Type.Object(
      { entityRef: Type.String({ minLength: 1, description: 'The entity: `component:default/shop`.' }) },
      { additionalProperties: false },
    ),
    output: Type.Object({
      changed: Type.Boolean({ description: 'Whether there is anything to change.' }),
      filesToDelete: Type.Array(Type.String(), { description: 'Files that the template no longer has.' }),
      conflicts: { ...Names, description: 'Files that somebody has to look at.' },
      summary: Type.String({ description: 'What has changed and what has to be looked at; Markdown.' }),
    }),
    examples: [{ description: 'The changes for one component', input: { entityRef: 'component:default/shop' } }],
    async run({ input, initiator, log, output, workspace, taskId }) {
      const { entityRef } = input
      // The worker hands over the kernel's credentials.
      const update = await planUpdate(services(), entityRef, initiator.credentials as Credentials)
      const { origin, template, merge } = update
      const changed = merge.write.size + merge.remove.length > 0
      if (changed) {
        const marked = markCatalogFile(update, taskId)
        await writeEntries(workspace, updateFolder, new Map([...merge.write, ...marked]))
        const { makings } = services()
        const { answersOf, outputs, published, templateRef } = origin.making
        const making = { taskId, templateRef, at: clock.now(), answersOf, outputs, published }
        await makings.save({ ...making, version: versionOf(template) }, template)
        await makings.addEntity({ ...making }, entityRef)
      }
      for (const { path, why } of merge.conflicts) log.warn(`${path}: ${why}`)
      log.info(`${merge.write.size} files change, ${merge.remove.length} go, ${merge.conflicts.length} to look at`)
      output('changed', changed)
      output('filesToDelete', merge.remove)
      output(
        'conflicts',
        merge.conflicts.map(({ path }) => path),
      )
      output('summary', summaryOf(update))
    },
  })

/** The catalog file says which task's work the repository has, so that nobody has to remember what was merged. */
function markCatalogFile({ origin, repository, merge }: Update, taskId: string): Tree {
  const path = 'catalog-info.yaml'
  const file = merge.write.get(path) ?? repository.get(path)
  if (!file || file.type === 'link' || merge.conflicts.some((conflict) => conflict.path === path)) return new Map()
  const documents = parseAllDocuments(file.content.toString())
  if (!Array.isArray(documents) || documents.some(({ errors }) => errors.length > 0)) return new Map()
  const { name } = origin.entity.metadata
  const document = documents.find((one) => isMap(one.contents) && one.getIn(['metadata', 'name']) === name)
  if (!document) return new Map()
  document.setIn(['metadata', 'annotations', taskAnnotation], taskId)
  const content = Buffer.from(documents.map(String).join(''))
  return new Map<string, TreeEntry>([[path, { ...file, content }]])
}

function summaryOf({ origin, merge }: Update): string {
  const { templateRef, taskId, published } = origin.making
  const list = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [`**${title}**`, '', ...lines.map((line) => `- ${line}`), '']
  const canDelete = findRequestAction(published.action)?.canDelete ?? false
  return [
    `The template \`${templateRef}\` has changed since task \`${taskId}\` made this repository. This is what is new in it, merged with what was changed here.`,
    '',
    ...list(
      'To look at',
      merge.conflicts.map(({ path, why }) => `\`${path}\`: ${why}`),
    ),
    ...list(
      'Changed',
      [...merge.write.keys()].map((path) => `\`${path}\``),
    ),
    ...list(
      canDelete ? 'Removed' : 'To remove by hand',
      merge.remove.map((path) => `\`${path}\``),
    ),
  ].join('\n')
}
