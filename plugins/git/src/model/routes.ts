import { DateTime, get, post, type Static, Type } from '@callboard/model'
import { mergeRequests, readRepositories } from './permissions.ts'

const repositoryPath = '/repositories/:owner/:name'
const which = { owner: Type.String(), name: Type.String() }
const whichRequest = { ...which, number: Type.Integer() }

const Repository = Type.Object({
  owner: Type.String(),
  name: Type.String(),
  description: Type.String(),
  defaultBranch: Type.String(),
  /** Where `git clone` finds it; absent where this portal does not serve clones. */
  cloneUrl: Type.Optional(Type.String()),
})
/** A repository that this portal keeps. */
export type Repository = Static<typeof Repository>

const MergeRequest = Type.Object({
  number: Type.Integer(),
  title: Type.String(),
  description: Type.String(),
  /** The branch with the change. */
  source: Type.String(),
  /** The branch that shall have it. */
  target: Type.String(),
  state: Type.Union([Type.Literal('open'), Type.Literal('merged')]),
  createdAt: DateTime,
  createdBy: Type.Optional(Type.String()),
  mergedAt: Type.Optional(DateTime),
  mergedBy: Type.Optional(Type.String()),
  /** What it changed when it was merged: the commits before and after. */
  merged: Type.Optional(Type.Object({ from: Type.String(), to: Type.String() })),
})
/** A change that somebody asks to be merged. */
export type MergeRequest = Static<typeof MergeRequest>

const DiffLine = Type.Object({
  kind: Type.Union([Type.Literal('same'), Type.Literal('added'), Type.Literal('removed')]),
  text: Type.String(),
  /** The line's number before, and after. */
  old: Type.Optional(Type.Integer()),
  new: Type.Optional(Type.Integer()),
})
/** A line of a change. */
export type DiffLine = Static<typeof DiffLine>

const DiffHunk = Type.Object({ lines: Type.Array(DiffLine) })
/** A place that has changed. */
export type DiffHunk = Static<typeof DiffHunk>

const FileChange = Type.Object({
  path: Type.String(),
  status: Type.Union([Type.Literal('added'), Type.Literal('modified'), Type.Literal('removed')]),
  /** Absent when the file is no text, or too long. */
  hunks: Type.Optional(Type.Array(DiffHunk)),
})
/** A file of a change. */
export type FileChange = Static<typeof FileChange>

/** Lists the repositories. */
export const listRepositories = get('/repositories', {
  summary: 'The repositories that this portal keeps.',
  allow: readRepositories,
  reply: Type.Array(Repository),
})

/** Reads one. */
export const readRepository = get(repositoryPath, {
  summary: 'A repository with its branches and merge requests.',
  allow: readRepositories,
  params: which,
  reply: Type.Object({
    ...Repository.properties,
    branches: Type.Array(Type.Object({ name: Type.String(), commit: Type.String() })),
    mergeRequests: Type.Array(MergeRequest),
  }),
})

const Content = Type.Union([
  Type.Object({
    type: Type.Literal('folder'),
    entries: Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.Union([
          Type.Literal('folder'),
          Type.Literal('file'),
          Type.Literal('link'),
          Type.Literal('submodule'),
        ]),
      }),
    ),
    /** The README of the folder, Markdown. */
    readme: Type.Optional(Type.String()),
  }),
  Type.Object({
    type: Type.Literal('file'),
    /** Absent when the file is no text, or too long. */
    text: Type.Optional(Type.String()),
  }),
])
/** What is at a path of a repository. */
export type Content = Static<typeof Content>

/** Reads a file or a folder. */
export const readContent = get(`${repositoryPath}/content`, {
  summary: 'A file or folder of a repository.',
  allow: readRepositories,
  params: which,
  query: {
    ref: Type.Optional(Type.String({ description: 'A branch or commit. Default: the default branch.' })),
    path: Type.Optional(Type.String({ description: 'Default: the root.' })),
  },
  reply: Content,
})

/** Reads a merge request. */
export const readMergeRequest = get(`${repositoryPath}/merge-requests/:number`, {
  summary: 'A merge request with what it changes.',
  allow: readRepositories,
  params: whichRequest,
  reply: Type.Object({ ...MergeRequest.properties, changes: Type.Array(FileChange) }),
})

/** Merges one. */
export const mergeMergeRequest = post(`${repositoryPath}/merge-requests/:number/merge`, {
  summary: 'Merge a merge request.',
  allow: mergeRequests,
  audit: 'merge-request-merge',
  auditTarget: ({ params }) => {
    // The router has matched them.
    const { owner, name, number } = params as { owner: string; name: string; number: number }
    return `${owner}/${name}!${number}`
  },
  params: whichRequest,
  reply: MergeRequest,
})

/** What git clients ask for; a plain file each, as git's protocol without intelligence wants it. */
export const cloneFile = get('/clone/:owner/:repository/*', {
  summary: 'What "git clone" reads.',
  access: 'public',
  params: { owner: Type.String(), repository: Type.String(), '*': Type.String() },
  query: Type.Object({ service: Type.Optional(Type.String()) }),
  reply: Type.Unknown(),
})
