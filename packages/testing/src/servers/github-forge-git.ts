import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ApiRoute } from './api-server.ts'
import { type GithubAnswer, type GithubBody, githubRefuses, githubRoute } from './github-description.ts'
import { type GithubForge, slugAt } from './github-forge.ts'

type TreeEntry = GithubBody<'POST /repos/{owner}/{repo}/git/trees'>['tree'][number]

const isEmptyRefusal = githubRefuses(409, 'Git Repository is empty.')

/** GitHub's git database, its contents API and commits by GraphQL, over real repositories. */
export function githubForgeGit(forgeOf: () => GithubForge): ApiRoute[] {
  const git = (slug: string, ...args: string[]) => forgeOf().git.git(slug, ...args)
  const find = (slug: string, revision: string) =>
    git(slug, 'rev-parse', '--verify', '--quiet', revision).catch(() => undefined)
  const isEmpty = async (slug: string) => (await git(slug, 'for-each-ref', 'refs/heads')) === ''

  /** Many at once: each call of git takes a moment. */
  const writeBlobs = async (slug: string, contents: Buffer[]): Promise<string[]> => {
    if (contents.length === 0) return []
    const folder = await mkdtemp(join(tmpdir(), 'callboard-blobs-'))
    try {
      const files = contents.map((_, index) => join(folder, String(index)))
      await Promise.all(contents.map((content, index) => writeFile(files[index] ?? '', content)))
      return (await git(slug, 'hash-object', '-w', '--no-filters', ...files)).split('\n')
    } finally {
      await rm(folder, { recursive: true })
    }
  }
  /** @returns undefined when something is to be removed that is not there. */
  const writeTree = async (slug: string, base: string | undefined, entries: TreeEntry[]) => {
    await git(slug, 'read-tree', base ?? '--empty')
    const [removed, kept] = [entries.filter(({ sha }) => sha === null), entries.filter(({ sha }) => sha !== null)]
    for (const { path = '' } of removed) {
      if (!(await find(slug, `:${path}`))) return undefined
      await git(slug, '--work-tree=.', 'update-index', '--force-remove', path)
    }
    const given = kept.filter(({ content }) => content !== undefined)
    const blobs = await writeBlobs(
      slug,
      given.map(({ content }) => Buffer.from(content ?? '')),
    )
    const shaOf = new Map(given.map((entry, index) => [entry, blobs[index]]))
    const changes = kept.flatMap((entry) => [
      '--cacheinfo',
      `${entry.mode},${entry.sha ?? shaOf.get(entry)},${entry.path}`,
    ])
    if (changes.length > 0) await git(slug, 'update-index', '--add', '--replace', ...changes)
    return git(slug, 'write-tree')
  }
  const writeCommit = (
    slug: string,
    commit: { tree: string; parents: string[]; message: string; author?: { name: string; email: string } },
  ) => {
    const { name, email } = commit.author ?? { name: 'ada', email: 'ada@users.noreply.github.com' }
    const parents = commit.parents.flatMap((parent) => ['-p', parent])
    const who = ['-c', `user.name=${name}`, '-c', `user.email=${email}`]
    return git(slug, ...who, 'commit-tree', commit.tree, ...parents, '-m', commit.message)
  }

  return [
    githubRoute('POST /repos/{owner}/{repo}/git/blobs', async (request, { content, encoding }) => {
      if (await isEmpty(slugAt(request))) return isEmptyRefusal
      const [sha] = await writeBlobs(slugAt(request), [Buffer.from(content, encoding === 'base64' ? 'base64' : 'utf8')])
      return { status: 201, body: { sha } }
    }),
    githubRoute('POST /repos/{owner}/{repo}/git/trees', async (request, { base_tree, tree }) => {
      if (await isEmpty(slugAt(request))) return isEmptyRefusal
      const sha = await writeTree(slugAt(request), base_tree, tree)
      return sha ? { status: 201, body: { sha } } : githubRefuses(422, 'GitRPC::BadObjectState')
    }),
    githubRoute('POST /repos/{owner}/{repo}/git/commits', async (request, { message, tree, parents = [], author }) => ({
      status: 201,
      body: { sha: await writeCommit(slugAt(request), { message, tree, parents, author }) },
    })),
    githubRoute('GET /repos/{owner}/{repo}/git/commits/{commit_sha}', async (request) => {
      const sha = request.params.commit_sha ?? ''
      const tree = await find(slugAt(request), `${sha}^{tree}`)
      return tree ? { status: 200, body: { sha, tree: { sha: tree } } } : githubRefuses(404, 'Not Found')
    }),
    githubRoute('GET /repos/{owner}/{repo}/git/ref/{ref}', async (request) => {
      const slug = slugAt(request)
      if (!forgeOf().repositories.has(slug)) return githubRefuses(404, 'Not Found')
      if (await isEmpty(slug)) return isEmptyRefusal
      const sha = await find(slug, `refs/${request.params.ref}`)
      return sha
        ? { status: 200, body: { ref: `refs/${request.params.ref}`, object: { sha } } }
        : githubRefuses(404, 'Not Found')
    }),
    githubRoute('POST /repos/{owner}/{repo}/git/refs', async (request, { ref, sha }) => {
      if (await find(slugAt(request), ref)) return githubRefuses(422, 'Reference already exists')
      await git(slugAt(request), 'update-ref', ref, sha)
      return { status: 201, body: { ref, object: { sha } } }
    }),
    githubRoute('PATCH /repos/{owner}/{repo}/git/refs/{ref}', async (request, { sha, force }) => {
      const [slug, ref] = [slugAt(request), `refs/${request.params.ref}`]
      const isForward = await git(slug, 'merge-base', '--is-ancestor', ref, sha).then(
        () => true,
        () => false,
      )
      if (!isForward && !force) return githubRefuses(422, 'Update is not a fast forward')
      await git(slug, 'update-ref', ref, sha)
      return { status: 200, body: { ref, object: { sha } } }
    }),
    githubRoute('GET /repos/{owner}/{repo}/commits', async (request) => {
      const slug = slugAt(request)
      if (await isEmpty(slug)) return isEmptyRefusal
      const ref = request.query.get('sha') ?? 'HEAD'
      if (!(await find(slug, ref))) return githubRefuses(404, `No commit found for SHA: ${ref}`)
      const listed = await git(slug, 'log', `-${request.query.get('per_page') ?? 30}`, '--format=%H%x00%s', ref)
      const commits = listed.split('\n').map((line) => line.split('\0'))
      return { status: 200, body: commits.map(([sha, message]) => ({ sha, commit: { message } })) }
    }),
    [
      'GET',
      '/api/v3/repos/:owner/:repo/contents/*path',
      async (request) => {
        const [slug, path] = [slugAt(request), request.params.path ?? '']
        const object = `${request.query.get('ref')}:${path}`
        const sha = await find(slug, object)
        if (!sha) return githubRefuses(404, 'Not Found')
        if (request.headers.accept?.includes('raw')) return { body: await git(slug, 'cat-file', 'blob', object) }
        const isFile = (await git(slug, 'cat-file', '-t', object)) === 'blob'
        const shown: GithubAnswer<'GET /repos/{owner}/{repo}/contents/{path}'> = isFile
          ? { type: 'file', path, sha }
          : []
        return { body: shown }
      },
    ],
    githubRoute('PUT /repos/{owner}/{repo}/contents/{path}', async (request, { message, content, branch = 'main' }) => {
      const slug = slugAt(request)
      const parent = await find(slug, `refs/heads/${branch}`)
      const [sha] = await writeBlobs(slug, [Buffer.from(content, 'base64')])
      const tree = await writeTree(slug, parent, [{ path: request.params.path, mode: '100644', sha }])
      // Nothing is removed, so a tree comes of it.
      const commit = await writeCommit(slug, { tree: tree ?? '', parents: parent ? [parent] : [], message })
      await git(slug, 'update-ref', `refs/heads/${branch}`, commit)
      return { status: 201, body: { commit: { sha: commit } } }
    }),
    [
      'POST',
      '/api/graphql',
      async ({ body }) => {
        const { query, variables } = JSON.parse(body)
        const { branch, message, fileChanges, expectedHeadOid } = variables.input
        const ref = `refs/heads/${branch.branchName}`
        const slug = branch.repositoryNameWithOwner
        if (
          !/^mutation .*createCommitOnBranch\(input: \$input\)/.test(query) ||
          (await find(slug, ref)) !== expectedHeadOid
        )
          return {
            body: { data: null, errors: [{ type: 'STALE_DATA', message: 'Expected branch to point elsewhere' }] },
          }
        const additions: { path: string; contents: string }[] = fileChanges.additions
        const blobs = await writeBlobs(
          slug,
          additions.map(({ contents }) => Buffer.from(contents, 'base64')),
        )
        const entries = additions.map(({ path }, index): TreeEntry => ({ path, mode: '100644', sha: blobs[index] }))
        const tree = await writeTree(slug, expectedHeadOid, entries)
        const text = [message.headline, message.body].filter(Boolean).join('\n\n')
        const oid = await writeCommit(slug, { tree: tree ?? '', parents: [expectedHeadOid], message: text })
        await git(slug, 'update-ref', ref, oid)
        return { body: { data: { createCommitOnBranch: { commit: { oid } } } } }
      },
    ],
  ]
}
