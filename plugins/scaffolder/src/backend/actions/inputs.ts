import { Type } from '@callboard/model'
import type { ActionContext } from '../../model/index.ts'
import type { FetchRequest } from '../files/fetch-source.ts'

const relativeTo = 'relative ones count from the file of the template.'

export const folderUrl = Type.String({ description: `Address of the folder; ${relativeTo}` })
export const fileUrl = Type.String({ description: `Address of the file; ${relativeTo}` })

export const optionalTargetPath = Type.Optional(
  Type.String({ description: 'Folder of the workspace to write into. Default: the workspace itself.' }),
)
export const targetFile = Type.String({ description: 'File of the workspace to write; its folders are made.' })

export const token = Type.Optional(
  Type.String({ description: "Token to read with, instead of the integration's credentials." }),
)

/** What templates are rendered with. */
export const rendering = {
  values: Type.Optional(
    Type.Object({}, { description: 'What the template sees as `values`.', additionalProperties: true }),
  ),
  cookiecutterCompat: Type.Optional(
    Type.Boolean({
      description: 'The template is written as for cookiecutter: `{{ cookiecutter.name }}`. Default: false.',
    }),
  ),
  replace: Type.Optional(
    Type.Boolean({ description: 'Files that are there already are replaced; else they stay. Default: false.' }),
  ),
}

/** How blocks treat the white space about them. */
export const blocks = {
  trimBlocks: Type.Optional(
    Type.Boolean({ description: 'The line break after a block tag is removed. Default: false.' }),
  ),
  lstripBlocks: Type.Optional(
    Type.Boolean({
      description: 'White space between the start of a line and a block tag is removed. Default: false.',
    }),
  ),
}

/** How the files of a tree are told apart. */
export const treeRules = {
  copyWithoutTemplating: Type.Optional(
    Type.Array(Type.String(), {
      description: 'Globs of files whose content is copied as it is; their names are rendered all the same.',
    }),
  ),
  templateFileExtension: Type.Optional(
    Type.Union([Type.String(), Type.Boolean()], {
      description: 'Only files with this extension are rendered, and they lose it; `true` is `.njk`.',
    }),
  ),
}

/** What a step asks to be fetched. */
export const requestOf = ({
  input,
  signal,
  template,
}: Pick<ActionContext<{ url: string; token?: string }>, 'input' | 'signal' | 'template'>): FetchRequest => ({
  url: input.url,
  baseUrl: template?.baseUrl,
  token: input.token,
  signal,
})
