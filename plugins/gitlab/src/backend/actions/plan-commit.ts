import { posix } from 'node:path'
import type { GitFile } from '@callboard/plugin-git'
import { errors } from '@callboard/plugin-scaffolder'
import type { FolderFile } from './read-folder.ts'

/** What is done with the files of the workspace; `auto` looks at what is in the branch. */
export type CommitAction = 'auto' | 'create' | 'update' | 'delete' | 'skip'

/** A file of a branch, as GitLab lists it. */
export interface BranchFile {
  path: string
  /** Git's id of the content. */
  id: string
  mode: string
}

/** What is to happen with one file. */
export type CommitChange =
  | { action: 'create' | 'update'; path: string; file: FolderFile; sets?: GitFile['mode'] }
  | { action: 'chmod'; path: string; file: FolderFile }
  | { action: 'delete'; path: string }

/**
 * What a commit has to change. Touches nothing.
 *
 * @param options.branchFiles - For `auto` and for `filesToDelete`, which leave out what is not there.
 * @param options.targetPath - Folder of the repository that the files go to.
 * @param options.filesToDelete - Below `targetPath`; they win over files of the workspace.
 */
export function planCommit(
  files: readonly FolderFile[],
  options: {
    commitAction: CommitAction
    branchFiles: readonly BranchFile[]
    targetPath?: string
    filesToDelete?: readonly string[]
  },
): CommitChange[] {
  const there = new Map(options.branchFiles.map((file) => [file.path, file]))
  const inTarget = (path: string) => pathInRepository(options.targetPath ?? '', path)
  const deleted = new Set(options.filesToDelete?.map(inTarget))
  const changes = files
    .map((file) => ({ file, path: inTarget(file.path) }))
    .filter(({ path }) => !deleted.has(path))
    .flatMap(({ file, path }) => changeOf(file, { path, there: there.get(path), commitAction: options.commitAction }))
  const removals = [...deleted].filter((path) => there.has(path))
  return [...changes, ...removals.map((path) => ({ action: 'delete' as const, path }))]
}

function changeOf(
  file: FolderFile,
  { path, there, commitAction }: { path: string; there: BranchFile | undefined; commitAction: CommitAction },
): CommitChange[] {
  if (commitAction === 'skip') return []
  if (commitAction === 'delete') return [{ action: 'delete', path }]
  if (commitAction !== 'auto')
    return [{ action: commitAction, path, file, ...(isPlain(file) ? {} : { sets: file.mode }) }]
  if (!there) return [{ action: 'create', path, file, ...(isPlain(file) ? {} : { sets: file.mode }) }]
  const isSameMode = there.mode === file.mode
  if (there.id === file.id && isSameMode) return []
  const isLink = there.mode === '120000' || file.mode === '120000'
  if (there.id === file.id && !isLink) return [{ action: 'chmod', path, file }]
  return [{ action: 'update', path, file, ...(isSameMode ? {} : { sets: file.mode }) }]
}

const isPlain = ({ mode }: FolderFile) => mode === '100644'

function pathInRepository(targetPath: string, path: string): string {
  const joined = posix.join(targetPath, path)
  if (joined.startsWith('../') || joined.startsWith('/') || joined.toLowerCase().split('/').includes('.git'))
    throw errors.pathEscapes({ path: joined })
  return joined
}
