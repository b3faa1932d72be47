import { lstat, mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, relative } from 'node:path'
import type { ActionLog, Workspace } from '../../model/action.ts'
import { errors } from '../../model/errors.ts'
import type { FileRenderer } from '../expressions/file-templates.ts'
import { filesAtATime, maxTreeBytes, maxTreeEntries } from './limits.ts'
import type { PlannedFile, TreePlan } from './plan-tree.ts'
import { kindOf } from './text-or-binary.ts'
import { openWorkspace, resolvePlace } from './workspace.ts'

/** Where and how a tree is written. */
export interface WriteOptions {
  workspace: Workspace
  /** Relative to the workspace; it is made if need be. */
  targetPath: string
  replace: boolean
  /** For the files of the plan that are templates. */
  renderer?: FileRenderer
  log: ActionLog
  signal: AbortSignal
}

/** How many files were written, and how many were there already and stayed. */
export interface Written {
  written: number
  kept: number
}

/**
 * Writes a tree into the workspace. Nothing is written outside of it, wherever names and links point: folders are resolved
 * one by one, files are made anew and never written through a link, and links come last.
 *
 * @throws `scaffolder/path-escapes`, `scaffolder/file-not-rendered`, `scaffolder/file-not-written`, `scaffolder/tree-too-large`.
 * What was written until then stays.
 */
export async function writeTree(plan: TreePlan, options: WriteOptions): Promise<Written> {
  const writer = new TreeWriter(await makeFolder(options.workspace, options.targetPath), options)
  for (const path of plan.folders) await writer.folder(path)
  for (let start = 0; start < plan.files.length; start += filesAtATime) {
    options.signal.throwIfAborted()
    await writer.files(plan.files.slice(start, start + filesAtATime))
  }
  await writer.links(plan.links)
  return { written: writer.written, kept: writer.kept }
}

/** Where something is to be made, and what it is called in errors. */
interface Place {
  path: string
  shown: string
}

/** Writes one file, of any content. @returns Whether it was written: without `replace` what is there stays. */
export async function writeOneFile(
  file: { data: Buffer; mode?: number | undefined },
  options: Pick<WriteOptions, 'workspace' | 'targetPath' | 'replace'>,
): Promise<boolean> {
  const { workspace, targetPath, replace } = options
  const path = await resolvePlace(workspace, targetPath)
  await makeFolder(workspace, dirname(targetPath))
  return writeNew({ path, shown: targetPath }, file, replace)
}

class TreeWriter {
  written = 0
  kept = 0
  #bytes = 0
  /** Of the tree: absolute, without links. */
  readonly #root: string
  readonly #options: WriteOptions
  readonly #folders = new Map<string, Promise<string>>()

  constructor(root: string, options: WriteOptions) {
    this.#root = root
    this.#options = options
  }

  /** Where a folder of the tree is; made if need be. */
  folder(path: string): Promise<string> {
    const made = this.#folders.get(path) ?? makeFolder(openWorkspace(this.#root), path)
    this.#folders.set(path, made)
    return made
  }

  async files(files: readonly PlannedFile[]): Promise<void> {
    const contents = await Promise.all(files.map(({ source }) => source.read()))
    const rendered = await this.#render(files, contents)
    for (const data of rendered) this.#bytes += data.length
    if (this.#bytes > maxTreeBytes) {
      throw errors.treeTooLarge({ url: this.#options.targetPath, maxBytes: maxTreeBytes, maxEntries: maxTreeEntries })
    }
    const done = await Promise.all(
      files.map(async ({ path, source }, index) => {
        const place = { path: await this.#placeOf(path), shown: path }
        // There is one for each file.
        return writeNew(place, { data: rendered[index] as Buffer, mode: source.mode }, this.#options.replace)
      }),
    )
    const written = done.filter(Boolean).length
    this.written += written
    this.kept += done.length - written
  }

  async links(links: TreePlan['links']): Promise<void> {
    const { workspace, replace, log } = this.#options
    const made: string[] = []
    for (const { path, target } of links) {
      const place = await this.#placeOf(path)
      if (await make({ path: place, shown: path }, replace, () => symlink(target, place))) made.push(place)
      else this.kept++
    }
    // Only when all are there it is known where each of them leads.
    const root = await workspace.resolve('.')
    const escaping: string[] = []
    for (const place of made) {
      const leadsInside = await workspace.resolve(relative(root, place)).then(
        () => true,
        (error) => (errors.pathEscapes.is(error) ? false : Promise.reject(error)),
      )
      if (!leadsInside) escaping.push(place)
    }
    for (const place of escaping) {
      await rm(place)
      log.warn(`The link ${relative(root, place)} leads out of the workspace and was left out.`)
    }
    this.written += made.length - escaping.length
  }

  async #render(files: readonly PlannedFile[], contents: readonly Buffer[]): Promise<Buffer[]> {
    const { renderer, log } = this.#options
    const result = [...contents]
    if (!renderer) return result
    const texts: { index: number; path: string; source: string }[] = []
    for (const [index, { isTemplate, source }] of files.entries()) {
      // There is one for each file.
      const data = contents[index] as Buffer
      const text = data.toString()
      if (!isTemplate || !renderer.isTemplate(text)) continue
      const kind = await kindOf(data)
      if (kind === 'text') texts.push({ index, path: source.path, source: text })
      if (kind === 'other-text') log.warn(`${source.path} is copied as it is, because it is not UTF-8.`)
    }
    const rendered = renderer.render(texts)
    for (const [at, { index }] of texts.entries()) result[index] = Buffer.from(rendered[at] ?? '')
    return result
  }

  async #placeOf(path: string): Promise<string> {
    // Plans hold normal paths: what leads out begins so, and its folder is refused.
    if (basename(path) === '..' || path === '.') throw errors.pathEscapes({ path })
    return join(await this.folder(dirname(path)), basename(path))
  }
}

async function makeFolder(workspace: Workspace, path: string): Promise<string> {
  const folder = await workspace.resolve(path)
  await mkdir(folder, { recursive: true }).catch((cause) => cannotWrite(path, cause))
  return folder
}

function writeNew(place: Place, file: { data: Buffer; mode?: number | undefined }, replace: boolean): Promise<boolean> {
  const mode = file.mode === undefined ? 0o644 : (file.mode & 0o777) | 0o600
  // 'wx' makes a new file or fails: a link that is there is not followed.
  return make(place, replace, () => writeFile(place.path, file.data, { flag: 'wx', mode }))
}

/** @returns Whether it was made: what is there gives way to `replace` only, and folders to nothing. */
async function make({ path, shown }: Place, replace: boolean, create: () => Promise<void>): Promise<boolean> {
  try {
    await create()
    return true
  } catch (error) {
    if (!isThereAlready(error)) return cannotWrite(shown, error)
    if (!replace) return false
  }
  if ((await lstat(path)).isDirectory()) {
    throw errors.fileNotWritten({ path: shown, why: 'a folder of that name is there' })
  }
  await rm(path)
  await create().catch((error) => cannotWrite(shown, error))
  return true
}

const isThereAlready = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EEXIST'

/** Node's errors name a path of the server, which is nobody's business. */
function cannotWrite(path: string, cause: unknown): never {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'the system refused'
  throw errors.fileNotWritten({ path, why: reasons[code] ?? code }, { cause })
}

const reasons: Record<string, string> = {
  ENAMETOOLONG: 'its name is too long',
  EEXIST: 'something of that name is there already',
  ENOTDIR: 'a part of its path is a file',
  ENOSPC: 'the disk is full',
  EACCES: 'the system does not allow it',
}
