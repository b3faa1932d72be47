import { Type } from '@callboard/model'
import { type Action, defineScaffolderAction } from '../../model/index.ts'
import type { SourceFetcher } from '../files/fetch-source.ts'
import { planCopy } from '../files/plan-tree.ts'
import { writeOneFile, writeTree } from '../files/write-tree.ts'
import { fileUrl, folderUrl, optionalTargetPath, requestOf, targetFile, token } from './inputs.ts'

/** `fetch:plain` and `fetch:plain:file`: copy as it is (spec/scaffolder.md 11.2). */
export const fetchPlainActions = (fetcher: SourceFetcher): Action[] => [
  defineScaffolderAction({
    id: 'fetch:plain',
    description: 'Copies a folder into the workspace as it is. Files that are there already are replaced.',
    supportsDryRun: true,
    input: Type.Object({ url: folderUrl, targetPath: optionalTargetPath, token }, { additionalProperties: false }),
    examples: [
      {
        description: 'A folder beside the template',
        input: { url: './content' },
      },
      {
        description: 'A folder of a repository, into a folder of its own',
        input: { url: 'https://github.com/acme/standards/tree/main/docs', targetPath: './docs' },
      },
    ],
    async run(context) {
      const { input, log, signal, workspace } = context
      const tree = await fetcher.tree(requestOf(context))
      const targetPath = input.targetPath ?? './'
      const { written } = await writeTree(planCopy(tree), { workspace, targetPath, replace: true, log, signal })
      log.info(`Copied ${written} files from ${input.url} to ${targetPath}`)
    },
  }),
  defineScaffolderAction({
    id: 'fetch:plain:file',
    description: 'Copies one file into the workspace as it is. A file that is there already is replaced.',
    supportsDryRun: true,
    input: Type.Object({ url: fileUrl, targetPath: targetFile, token }, { additionalProperties: false }),
    examples: [
      {
        description: 'A file of a repository',
        input: { url: 'https://github.com/acme/standards/blob/main/.editorconfig', targetPath: './.editorconfig' },
      },
    ],
    async run(context) {
      const { input, log, workspace } = context
      const file = await fetcher.file(requestOf(context))
      await writeOneFile(file, { workspace, targetPath: input.targetPath, replace: true })
      log.info(`Copied ${input.url} to ${input.targetPath}`)
    },
  }),
]
