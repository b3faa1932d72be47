import { type ActionContext, errors } from '../../model/index.ts'
import type { FileTemplates } from '../expressions/file-templates.ts'
import { matchGlobs } from '../files/match-globs.ts'
import { planTree } from '../files/plan-tree.ts'
import { kindOf } from '../files/text-or-binary.ts'
import type { Tree } from '../files/tree.ts'
import { writeOneFile, writeTree } from '../files/write-tree.ts'

/** What all actions that render take. */
export interface RenderInput {
  values?: object
  cookiecutterCompat?: boolean
  replace?: boolean
  trimBlocks?: boolean
  lstripBlocks?: boolean
}

/** What those that render a tree take beyond. */
export interface RenderTreeInput extends RenderInput {
  targetPath?: string
  copyWithoutTemplating?: string[]
  templateFileExtension?: string | boolean
}

/** How an action is run, as far as rendering goes. */
type Running = Pick<ActionContext, 'workspace' | 'log' | 'signal'>

/**
 * Renders a tree into the workspace (spec/scaffolder.md 11.3).
 *
 * @param readTree - Called when the input makes sense.
 */
export async function renderTree(
  templates: FileTemplates,
  input: RenderTreeInput,
  { workspace, log, signal, readTree }: Running & { readTree(): Promise<Tree> },
): Promise<void> {
  const extension = extensionOf(input.templateFileExtension)
  if (extension && (input.copyWithoutTemplating || input.cookiecutterCompat)) {
    throw errors.extensionNotAlone({})
  }
  const tree = await readTree()
  const renderer = templates.open(input, input.values ?? {})
  const copied = await matchGlobs(
    input.copyWithoutTemplating ?? [],
    tree.files.map(({ path }) => path),
  )
  const replace = input.replace ?? false
  const plan = planTree(tree, renderer, {
    isCopied: (path) => copied.has(path),
    replace,
    ...(extension ? { templateFileExtension: extension } : {}),
  })
  const targetPath = input.targetPath ?? './'
  const { written, kept } = await writeTree(plan, { workspace, targetPath, replace, renderer, log, signal })
  const left = tree.files.length + tree.links.length - plan.files.length - plan.links.length
  log.info(
    [
      `Wrote ${written} files to ${targetPath}`,
      ...(left > 0 ? [`left ${left} out whose names render to nothing`] : []),
      ...(kept > 0 ? [`kept ${kept} that were there already`] : []),
    ].join(', '),
  )
}

/** Renders one file into the workspace, unless it is there and may not be replaced. */
export async function renderFile(
  templates: FileTemplates,
  input: RenderInput & { targetPath: string },
  { workspace, log, shown, read }: Running & { shown: string; read(): Promise<{ data: Buffer; mode?: number }> },
): Promise<void> {
  const { data, mode } = await read()
  const renderer = templates.open(input, input.values ?? {})
  const source = data.toString()
  const isRendered = renderer.isTemplate(source) && (await kindOf(data)) === 'text'
  const [rendered = ''] = isRendered ? renderer.render([{ path: shown, source }]) : []
  const file = { data: isRendered ? Buffer.from(rendered) : data, mode }
  const isWritten = await writeOneFile(file, {
    workspace,
    targetPath: input.targetPath,
    replace: input.replace ?? false,
  })
  log.info(isWritten ? `Wrote ${input.targetPath}` : `Kept ${input.targetPath}, which was there already`)
}

function extensionOf(setting: string | boolean | undefined): string | undefined {
  if (setting === true) return '.njk'
  if (!setting) return undefined
  return setting.startsWith('.') ? setting : `.${setting}`
}
