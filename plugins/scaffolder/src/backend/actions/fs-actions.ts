import { lstat, mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, posix } from 'node:path'
import { Type } from '@callboard/model'
import { type Action, defineScaffolderAction, errors } from '../../model/index.ts'
import { findThere } from '../files/find-there.ts'
import { readFolder } from '../files/folder-tree.ts'
import { matchGlobs } from '../files/match-globs.ts'
import { resolvePlace } from '../files/workspace.ts'

const Listed = Type.Array(
  Type.Object({
    name: Type.String({ description: 'Name without its folder.' }),
    path: Type.String({
      description: 'Folder that it lies in, relative to the workspace; empty for the workspace itself.',
    }),
    fullPath: Type.String({ description: 'Path relative to the workspace.' }),
  }),
)

/** `fs:delete`, `fs:rename` and `fs:readdir` (spec/scaffolder.md 11.2). */
export const fsActions = (): Action[] => [
  defineScaffolderAction({
    id: 'fs:delete',
    description: 'Deletes files of the workspace. What is not there is not missed.',
    supportsDryRun: true,
    input: Type.Object(
      {
        files: Type.Array(Type.String(), {
          description:
            'Globs, relative to the workspace; they find dot files, too. The path of a folder stands for all of it.',
        }),
      },
      { additionalProperties: false },
    ),
    examples: [
      { description: 'A file and a folder', input: { files: ['LICENSE', 'docs/drafts'] } },
      { description: 'All files of a kind', input: { files: ['**/*.bak'] } },
    ],
    async run({ input, workspace, log }) {
      const places = await Promise.all(input.files.map((glob) => resolvePlace(workspace, glob)))
      const root = await workspace.resolve('.')
      const { files, links } = await readFolder(root, './')
      const found = await matchGlobs(
        input.files,
        [...files, ...links].map(({ path }) => path),
      )
      for (const path of found) await rm(join(root, path))
      // What is left of folders that were named themselves.
      for (const place of places) await rm(place, { recursive: true, force: true })
      log.info(`Deleted ${found.size} files`)
    },
  }),
  defineScaffolderAction({
    id: 'fs:rename',
    description: 'Renames or moves files and folders of the workspace, one after another.',
    supportsDryRun: true,
    input: Type.Object(
      {
        files: Type.Array(
          Type.Object(
            {
              from: Type.String({ description: 'Path of the file or folder.' }),
              to: Type.String({ description: 'Its new path; folders on the way are made.' }),
              overwrite: Type.Optional(
                Type.Boolean({ description: 'What is there already is replaced. Default: false.' }),
              ),
            },
            { additionalProperties: false },
          ),
          { description: 'What to rename.' },
        ),
      },
      { additionalProperties: false },
    ),
    examples: [
      {
        description: 'A file, and a folder in place of what is there',
        input: {
          files: [
            { from: 'README.template.md', to: 'README.md' },
            { from: 'generated', to: 'src', overwrite: true },
          ],
        },
      },
    ],
    async run({ input, workspace, log }) {
      for (const { from, to, overwrite = false } of input.files) {
        const source = await resolvePlace(workspace, from)
        const target = await resolvePlace(workspace, to)
        if (!(await isThere(source))) throw errors.nothingThere({ kind: 'file or folder', path: from })
        if (await isThere(target)) {
          if (!overwrite) throw errors.fileNotWritten({ path: to, why: 'something of that name is there already' })
          // Neither the source itself nor a folder about it may be removed to make room.
          if (!`${source}/`.startsWith(`${target}/`)) await rm(target, { recursive: true })
        }
        await mkdir(dirname(target), { recursive: true }).catch((cause) => cannotRename({ from, to }, cause))
        await rename(source, target).catch((cause) => cannotRename({ from, to }, cause))
        log.info(`Renamed ${from} to ${to}`)
      }
    },
  }),
  defineScaffolderAction({
    id: 'fs:readdir',
    description: 'Lists what is in folders of the workspace.',
    supportsDryRun: true,
    input: Type.Object(
      {
        paths: Type.Array(Type.String({ minLength: 1 }), { description: 'Folders, relative to the workspace.' }),
        recursive: Type.Optional(Type.Boolean({ description: 'Also what is in the folders in them. Default: false.' })),
      },
      { additionalProperties: false },
    ),
    output: Type.Object({
      files: Type.Optional(Listed),
      folders: Type.Optional(Listed),
    }),
    examples: [
      { description: 'The whole workspace', input: { paths: ['.'], recursive: true } },
      { description: 'Two folders', input: { paths: ['src', 'docs'] } },
    ],
    async run({ input, workspace, output }) {
      const root = await workspace.resolve('.')
      const files: string[] = []
      const folders: string[] = []
      for (const path of input.paths) {
        const folder = await workspace.resolve(path)
        await findThere(folder, { kind: 'folder', shown: path })
        const found = input.recursive ? await readFolder(folder, path) : await readOneFolder(folder)
        const inWorkspace = (name: string) => posix.join(posix.relative(root, folder), name)
        files.push(...found.files.map((file) => inWorkspace(file.path)))
        folders.push(...found.folders.map(inWorkspace))
      }
      output('files', files.map(listed))
      output('folders', folders.map(listed))
    },
  }),
]

const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )

async function readOneFolder(folder: string): Promise<{ files: { path: string }[]; folders: string[] }> {
  const entries = (await readdir(folder, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1))
  return {
    files: entries.filter((entry) => entry.isFile()).map(({ name }) => ({ path: name })),
    folders: entries.filter((entry) => entry.isDirectory()).map(({ name }) => name),
  }
}

const listed = (path: string) => {
  const folder = posix.dirname(path)
  return { name: posix.basename(path), path: folder === '.' ? '' : folder, fullPath: path }
}

function cannotRename({ from, to }: { from: string; to: string }, cause: NodeJS.ErrnoException): never {
  const why = cause.code === 'EINVAL' ? 'a folder cannot be moved into itself' : `the system says ${cause.code}`
  throw errors.fileNotWritten({ path: `${from}" as "${to}`, why }, { cause })
}
