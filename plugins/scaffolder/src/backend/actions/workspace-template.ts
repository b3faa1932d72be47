import { readFile } from 'node:fs/promises'
import { Type } from '@callboard/model'
import { type Action, defineScaffolderAction, errors } from '../../model/index.ts'
import type { FileTemplates } from '../expressions/file-templates.ts'
import { findThere } from '../files/find-there.ts'
import { readFolder } from '../files/folder-tree.ts'
import { isInside } from '../files/workspace.ts'
import { rendering, targetFile, treeRules } from './inputs.ts'
import { renderFile, renderTree } from './render-source.ts'

/** `workspace:template` and `workspace:template:file`: render what an earlier step has put into the workspace. */
export const workspaceTemplateActions = (templates: FileTemplates): Action[] => [
  defineScaffolderAction({
    id: 'workspace:template',
    description: 'Renders a folder of the workspace into another one, as `fetch:template` does.',
    supportsDryRun: true,
    input: Type.Object(
      {
        sourcePath: Type.String({ description: 'Folder of the workspace to render.' }),
        targetPath: Type.String({ description: 'Folder of the workspace to write into; not one in the source.' }),
        ...rendering,
        ...treeRules,
      },
      { additionalProperties: false },
    ),
    examples: [
      {
        description: 'A skeleton that another action has fetched',
        input: { sourcePath: './fetched', targetPath: './service', values: { name: '${{ parameters.name }}' } },
      },
    ],
    async run({ input, log, signal, workspace }) {
      const source = await workspace.resolve(input.sourcePath)
      await findThere(source, { kind: 'folder', shown: input.sourcePath })
      if (isInside(source, await workspace.resolve(input.targetPath))) {
        throw errors.targetInSource({ sourcePath: input.sourcePath, targetPath: input.targetPath })
      }
      await renderTree(templates, input, {
        workspace,
        log,
        signal,
        readTree: () => readFolder(source, input.sourcePath),
      })
    },
  }),
  defineScaffolderAction({
    id: 'workspace:template:file',
    description: 'Renders a file of the workspace into another one.',
    supportsDryRun: true,
    input: Type.Object(
      {
        sourcePath: Type.String({ description: 'File of the workspace to render.' }),
        targetPath: targetFile,
        cookiecutterCompat: rendering.cookiecutterCompat,
        values: rendering.values,
        replace: rendering.replace,
      },
      { additionalProperties: false },
    ),
    examples: [
      {
        description: 'A file that another action has fetched',
        input: { sourcePath: './README.md.njk', targetPath: './README.md', values: { name: '${{ parameters.name }}' } },
      },
    ],
    async run({ input, log, signal, workspace }) {
      const source = await workspace.resolve(input.sourcePath)
      const { mode } = await findThere(source, { kind: 'file', shown: input.sourcePath })
      const read = async () => ({ data: await readFile(source), mode })
      await renderFile(templates, input, { workspace, log, signal, shown: input.sourcePath, read })
    },
  }),
]
