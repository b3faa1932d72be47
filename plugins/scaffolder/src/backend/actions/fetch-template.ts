import { Type } from '@callboard/model'
import { type Action, defineScaffolderAction } from '../../model/index.ts'
import type { FileTemplates } from '../expressions/file-templates.ts'
import type { SourceFetcher } from '../files/fetch-source.ts'
import {
  blocks,
  fileUrl,
  folderUrl,
  optionalTargetPath,
  rendering,
  requestOf,
  targetFile,
  token,
  treeRules,
} from './inputs.ts'
import { renderFile, renderTree } from './render-source.ts'

/** `fetch:template` and `fetch:template:file`: copy and render (spec/scaffolder.md 11.3). */
export const fetchTemplateActions = (fetcher: SourceFetcher, templates: FileTemplates): Action[] => [
  defineScaffolderAction({
    id: 'fetch:template',
    description:
      'Copies a folder into the workspace and renders its files and their names. What is in a name that renders to nothing is left out.',
    supportsDryRun: true,
    input: Type.Object(
      {
        url: folderUrl,
        targetPath: optionalTargetPath,
        ...rendering,
        ...treeRules,
        ...blocks,
        copyWithoutRender: Type.Optional(
          Type.Array(Type.String(), { description: 'Has no effect any more; use `copyWithoutTemplating`.' }),
        ),
        token,
      },
      { additionalProperties: false },
    ),
    examples: [
      {
        description: 'The skeleton beside the template',
        input: { url: './skeleton', values: { name: '${{ parameters.name }}', owner: '${{ parameters.owner }}' } },
      },
      {
        description: 'With files that are full of braces of their own',
        input: {
          url: './skeleton',
          targetPath: './service',
          copyWithoutTemplating: ['.github/workflows/*', 'charts'],
          values: { name: '${{ parameters.name }}' },
        },
      },
      {
        description: 'Only files that end with .njk are rendered',
        input: { url: './skeleton', templateFileExtension: true, values: { name: '${{ parameters.name }}' } },
      },
      {
        description: 'A template that was written for cookiecutter',
        input: {
          url: 'https://github.com/acme/cookiecutter-service/tree/main/{{cookiecutter.name}}',
          cookiecutterCompat: true,
          values: { name: '${{ parameters.name }}' },
        },
      },
    ],
    async run(context) {
      const { input, log, signal, workspace } = context
      if (input.copyWithoutRender) {
        log.warn(
          'The input copyWithoutRender has no effect: everything is rendered. Use copyWithoutTemplating instead.',
        )
      }
      await renderTree(templates, input, { workspace, log, signal, readTree: () => fetcher.tree(requestOf(context)) })
    },
  }),
  defineScaffolderAction({
    id: 'fetch:template:file',
    description: 'Copies one file into the workspace and renders it.',
    supportsDryRun: true,
    input: Type.Object(
      { url: fileUrl, targetPath: targetFile, ...rendering, ...blocks, token },
      { additionalProperties: false },
    ),
    examples: [
      {
        description: 'A file beside the template',
        input: {
          url: './catalog-info.yaml.njk',
          targetPath: './catalog-info.yaml',
          values: { name: '${{ parameters.name }}' },
        },
      },
    ],
    async run(context) {
      const { input, log, signal, workspace } = context
      const read = () => fetcher.file(requestOf(context))
      await renderFile(templates, input, { workspace, log, signal, shown: input.url, read })
    },
  }),
]
