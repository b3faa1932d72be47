import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { folderWith, startGithub } from './fixtures/start-github.ts'

const id = 'publish:github:pull-request'
const input = { branchName: 'add-shop', title: 'Add the shop', description: 'From a template.' }

/** The files of a branch: path, mode and content. */
type Tree = [path: string, mode: string, content: string][]

const start = async (files: Record<string, string> = { 'README.md': '# Mono\n', 'old.txt': 'old' }) => {
  const github = await startGithub()
  await github.forge.repo('acme/shop', files)
  return github
}
type Github = Awaited<ReturnType<typeof start>>
const treeOf = async ({ forge }: Github, branch: string, slug = 'acme/shop'): Promise<Tree> =>
  (await forge.git.readTree(slug, branch)).map(({ path, mode, content }) => [path, mode, content])
const headOf = ({ forge }: Github, branch: string, slug = 'acme/shop') => forge.git.git(slug, 'rev-parse', branch)

describe('the tree', () => {
  test.each<{ why: string; files: Parameters<typeof folderWith>[0]; input?: object; tree: Tree }>([
    {
      why: 'has programs, links, bytes, empty files and text, beside what was there',
      files: {
        run: { program: '#!/bin/sh\n' },
        'a b/ü.txt': 'ü\r\n',
        link: { link: 'README.md' },
        empty: '',
        large: 'x'.repeat(300_000),
      },
      tree: [
        ['README.md', '100644', '# Mono\n'],
        ['a b/ü.txt', '100644', 'ü\r\n'],
        ['empty', '100644', ''],
        ['large', '100644', 'x'.repeat(300_000)],
        ['link', '120000', 'README.md'],
        ['old.txt', '100644', 'old'],
        ['run', '100755', '#!/bin/sh\n'],
      ],
    },
    {
      why: 'is in the folder of the repository, from the folder of the workspace',
      files: { 'out/a': 'a', other: 'no' },
      input: { sourcePath: 'out', targetPath: './services/shop/' },
      tree: [
        ['README.md', '100644', '# Mono\n'],
        ['old.txt', '100644', 'old'],
        ['services/shop/a', '100644', 'a'],
      ],
    },
    {
      why: 'loses what is to be deleted, also if the workspace has it, and what is not there does no harm',
      files: { 'old.txt': 'new', 'never.txt': 'never', a: 'a' },
      input: { filesToDelete: ['old.txt', 'never.txt', 'nowhere/x'] },
      tree: [
        ['README.md', '100644', '# Mono\n'],
        ['a', '100644', 'a'],
      ],
    },
    {
      why: 'lacks what .gitignore names, at any depth, and .git',
      files: {
        '.gitignore': '*.log\n/build/\n',
        'a.log': '',
        'build/x': '',
        'lib/.gitignore': '!keep.log\nsecret/\n',
        'lib/keep.log': 'kept',
        'lib/build/y': 'y',
        'lib/secret/key': '',
        '.git/config': '',
      },
      tree: [
        ['.gitignore', '100644', '*.log\n/build/\n'],
        ['README.md', '100644', '# Mono\n'],
        ['lib/.gitignore', '100644', '!keep.log\nsecret/\n'],
        ['lib/build/y', '100644', 'y'],
        ['lib/keep.log', '100644', 'kept'],
        ['old.txt', '100644', 'old'],
      ],
    },
  ])('$why', async ({ files, input: more = {}, tree }) => {
    await using github = await start()
    await github.run(id, { ...input, ...more }, { workspace: await folderWith(files) })
    expect(await treeOf(github, 'add-shop')).toEqual(tree)
    expect((await treeOf(github, 'main')).map(([path]) => path)).toEqual(['README.md', 'old.txt'])
  })

  test('keeps bytes that are no text as they are', async () => {
    await using github = await start()
    const image = Buffer.from([0x89, 0x50, 0, 0xff])
    await github.run(id, input, { workspace: await folderWith({ image }) })
    const asGitNamesIt = createHash('sha1').update('blob 4\0').update(image).digest('hex')
    expect(await headOf(github, 'add-shop:image')).toBe(asGitNamesIt)
  })

  test('of many files takes a few calls', async () => {
    await using github = await start()
    const files = Object.fromEntries(
      Array.from({ length: 1_200 }, (_, i) => [`f/${String(i).padStart(4, '0')}`, `${i}`]),
    )
    await github.run(id, input, { workspace: await folderWith(files) })
    const listed = await github.forge.git.git('acme/shop', 'ls-tree', '-r', '--name-only', 'add-shop')
    expect(listed.split('\n').length).toBe(1_202)
    expect(github.writes().length).toBeLessThan(8)
  })

  test.each([
    { why: 'a target outside the repository', more: { targetPath: '../x' } },
    { why: 'a deletion outside the repository', more: { filesToDelete: ['../../x'] } },
    { why: 'a deletion outside the target', more: { targetPath: 'a', filesToDelete: ['../README.md'] } },
    { why: 'a source outside the workspace', more: { sourcePath: '../..' } },
  ])('refuses $why', async ({ more }) => {
    await using github = await start()
    const workspace = await folderWith({ a: 'a' })
    await expect(github.run(id, { ...input, ...more }, { workspace })).rejects.toThrow('outside its parent')
    expect(github.writes()).toEqual([])
  })
})

describe('the pull request', () => {
  test('is opened with what the input says', async () => {
    await using github = await start()
    const { forge } = github
    await forge.git.commit('acme/shop', { x: 'x' }, 'next')
    const repository = forge.repositories.get('acme/shop')
    if (repository) repository.reviewers = ['grace']
    const main = await headOf(github, 'main')
    const { outputs, log } = await github.run(
      id,
      {
        ...input,
        targetBranchName: 'main',
        draft: true,
        reviewers: ['grace', 'grace'],
        teamReviewers: ['platform'],
        assignees: ['ada'],
        commitMessage: 'Shop',
        gitAuthorName: 'Grace',
      },
      { workspace: await folderWith({ a: 'a' }) },
    )
    const url = `${forge.url}/acme/shop/pull/1`
    expect(outputs).toEqual({ targetBranchName: 'main', remoteUrl: url, pullRequestNumber: 1 })
    const { sha } = { sha: await headOf(github, 'add-shop') }
    const tree = await headOf(github, 'add-shop^{tree}')
    expect(github.writes()).toEqual([
      {
        call: 'POST /repos/acme/shop/git/trees',
        body: {
          base_tree: await headOf(github, 'main^{tree}'),
          tree: [{ path: 'a', mode: '100644', type: 'blob', content: 'a' }],
        },
      },
      {
        call: 'POST /repos/acme/shop/git/commits',
        body: { message: 'Shop', tree, parents: [main], author: { name: 'Grace', email: 'scaffolder@backstage.io' } },
      },
      { call: 'POST /repos/acme/shop/git/refs', body: { ref: 'refs/heads/add-shop', sha } },
      {
        call: 'POST /repos/acme/shop/pulls',
        body: { title: 'Add the shop', body: 'From a template.', head: 'acme:add-shop', base: 'main', draft: true },
      },
      {
        call: 'POST /repos/acme/shop/pulls/1/requested_reviewers',
        body: { reviewers: ['grace'], team_reviewers: ['platform'] },
      },
      { call: 'POST /repos/acme/shop/issues/1/assignees', body: { assignees: ['ada'] } },
    ])
    expect(log).toEqual([`info Opened pull request 1: ${url}`])
  })

  test.each([
    { why: 'nobody, so that GitHub names whose token it is', author: undefined },
    {
      why: 'the one of the config',
      scaffolder: { defaultAuthor: { name: 'Robot', email: 'robot@acme.example' } },
      author: { name: 'Robot', email: 'robot@acme.example' },
    },
    {
      why: 'nobody, where the step wants that',
      scaffolder: { defaultAuthor: { name: 'Robot', email: 'robot@acme.example' } },
      input: { forceEmptyGitAuthor: true },
      author: undefined,
    },
  ])('its author is $why', async ({ scaffolder, input: more = {}, author }) => {
    await using github = await startGithub({ scaffolder })
    await github.forge.repo('acme/shop', { a: 'a' })
    await github.run(id, { ...input, ...more }, { workspace: await folderWith({ b: 'b' }) })
    const commit = github.writes().find(({ call }) => call.endsWith('/git/commits'))?.body
    expect((commit as { author?: unknown }).author).toEqual(author)
  })

  test('is there though reviewers and assignees cannot be had', async () => {
    await using github = await start()
    const assignees = Array.from({ length: 12 }, (_, i) => `person-${i}`)
    const { outputs, log } = await github.run(
      id,
      { ...input, reviewers: ['stranger'], assignees },
      { workspace: await folderWith({ a: 'a' }) },
    )
    expect(outputs.pullRequestNumber).toBe(1)
    expect(log).toContainEqual(expect.stringMatching(/^warn .*reviews by stranger.*collaborators/))
    expect(log).toContainEqual('warn GitHub takes 10 assignees; left out: person-10, person-11')
    expect(github.writes().at(-1)?.body).toEqual({ assignees: assignees.slice(0, 10) })
  })

  test('is brought up to date where the step says so', async () => {
    await using github = await start()
    await github.run(id, input, { workspace: await folderWith({ a: '1' }) })
    const first = await headOf(github, 'add-shop')
    const { outputs } = await github.run(
      id,
      { ...input, title: 'Add it again', update: true },
      { workspace: await folderWith({ a: '2' }) },
    )
    expect(outputs.pullRequestNumber).toBe(1)
    expect(await headOf(github, 'add-shop^')).toBe(first)
    expect(await treeOf(github, 'add-shop')).toContainEqual(['a', '100644', '2'])
    const [pull, ...others] = github.forge.repositories.get('acme/shop')?.pulls ?? []
    expect({ title: pull?.title, others }).toEqual({ title: 'Add it again', others: [] })
  })

  test('does not add to a branch that is there, unless the step says so', async () => {
    await using github = await start()
    await github.forge.git.commit('acme/shop', { theirs: 'text' }, 'add-shop')
    const before = await headOf(github, 'add-shop')
    const workspace = await folderWith({ a: 'a' })
    await expect(github.run(id, input, { workspace })).rejects.toThrow(/"add-shop" is in acme\/shop already/)
    expect(await headOf(github, 'add-shop')).toBe(before)
  })

  test.each([
    { createWhenEmpty: false, outputs: {} },
    { createWhenEmpty: undefined, outputs: { pullRequestNumber: 1 } },
  ])('where nothing changes and createWhenEmpty is $createWhenEmpty', async ({ createWhenEmpty, outputs }) => {
    await using github = await start()
    const more = createWhenEmpty === undefined ? {} : { createWhenEmpty }
    const run = await github.run(id, { ...input, ...more }, { workspace: await folderWith({ 'old.txt': 'old' }) })
    expect(run.outputs).toMatchObject(outputs)
    expect(github.forge.repositories.get('acme/shop')?.pulls.length).toBe(Object.keys(outputs).length)
  })

  test.each([
    { why: 'the step wants it', forceFork: true, mayPush: true },
    { why: 'the token may not push', forceFork: false, mayPush: false },
  ])('comes from a fork where $why', async ({ forceFork, mayPush }) => {
    await using github = await start()
    const repository = github.forge.repositories.get('acme/shop')
    if (repository) repository.mayPush = mayPush
    await github.run(id, { ...input, forceFork }, { workspace: await folderWith({ a: 'a' }) })
    expect(await treeOf(github, 'add-shop', 'ada/shop')).toContainEqual(['a', '100644', 'a'])
    expect(await github.forge.git.git('acme/shop', 'branch', '--format=%(refname:short)')).toBe('main')
    expect(repository?.pulls).toMatchObject([{ head: 'ada:add-shop', base: 'main' }])
  })

  test.each([
    {
      why: 'an empty repository',
      prepare: (github: Github) => github.forge.repo('acme/empty'),
      repo: 'empty',
      says: /no branch "main"/,
    },
    { why: 'a branch that is not there', more: { targetBranchName: 'nowhere' }, says: /no branch "nowhere"/ },
    { why: 'a repository that is not there', repo: 'nothing', says: /find the repository acme\/nothing.*404/s },
    { why: 'the deletion of a folder', more: { filesToDelete: ['docs'] }, says: /"docs" of filesToDelete is a folder/ },
  ])('is refused for $why', async ({ prepare, repo = 'shop', more = {}, says }) => {
    await using github = await start({ 'docs/a': 'a' })
    await prepare?.(github)
    const repoUrl = `${github.forge.host}?owner=acme&repo=${repo}`
    const running = github.run(id, { ...input, ...more, repoUrl }, { workspace: await folderWith({ a: 'a' }) })
    await expect(running).rejects.toThrow(says)
    expect(github.writes()).toEqual([])
  })

  test.each([
    { when: 'the commit was written', dieIn: 'commit.pr.acme.shop.add-shop' },
    { when: 'it was opened', dieIn: 'create.pr.acme.shop.add-shop' },
    { when: 'people were asked', dieIn: 'ask.pr.acme.shop.add-shop' },
  ])('is opened once by a step that died when $when', async ({ dieIn }) => {
    await using github = await start()
    const checkpoints = new Map()
    const workspace = await folderWith({ a: 'a' })
    await expect(github.run(id, input, { workspace, checkpoints, dieIn })).rejects.toThrow('died in')
    const { outputs } = await github.run(id, input, { workspace, checkpoints })
    expect(outputs.pullRequestNumber).toBe(1)
    expect(github.forge.repositories.get('acme/shop')?.pulls.length).toBe(1)
    expect(await github.forge.git.git('acme/shop', 'rev-list', '--count', 'main..add-shop')).toBe('1')
  })

  test.each([
    { when: 'the branch was moved', dies: 'POST /repos/acme/shop/pulls' },
    { when: 'it was opened', dies: undefined },
  ])('an update goes on where it died when $when', async ({ dies }) => {
    await using github = await start()
    await github.forge.git.commit('acme/shop', { first: '1' }, 'add-shop')
    const checkpoints = new Map()
    const workspace = await folderWith({ a: 'a' })
    const update = { ...input, update: true, createWhenEmpty: false }
    github.forge.intercept = ({ method, url }) =>
      dies && `${method} ${url.replace('/api/v3', '')}` === dies ? { status: 502, body: {} } : undefined
    const dieIn = dies ? undefined : 'create.pr.acme.shop.add-shop'
    await expect(github.run(id, update, { workspace, checkpoints, dieIn })).rejects.toThrow()
    github.forge.intercept = undefined
    const { outputs } = await github.run(id, update, { workspace, checkpoints })
    expect(outputs.pullRequestNumber).toBe(1)
    expect(await github.forge.git.git('acme/shop', 'log', '--format=%s', 'main..add-shop')).toBe(
      'Add the shop\nBy the test.',
    )
  })

  test('an update takes in what others have pushed since it failed', async () => {
    await using github = await start()
    await github.forge.git.commit('acme/shop', { first: '1' }, 'add-shop')
    const checkpoints = new Map()
    const workspace = await folderWith({ a: 'a' })
    const update = { ...input, update: true }
    let isMoved = false
    github.forge.intercept = ({ method }) => {
      if (method !== 'PATCH' || isMoved) return undefined
      isMoved = true
      return { status: 422, body: { message: 'Update is not a fast forward' } }
    }
    await expect(github.run(id, update, { workspace, checkpoints })).rejects.toThrow('not a fast forward')
    await github.forge.git.commit('acme/shop', { second: '2' }, 'add-shop')
    await github.run(id, update, { workspace, checkpoints })
    expect((await treeOf(github, 'add-shop')).map(([path]) => path)).toEqual(['a', 'first', 'second'])
  })

  test('is not opened in a dry run', async () => {
    await using github = await start()
    const { outputs } = await github.run(id, input, { context: { isDryRun: true } })
    expect(outputs).toMatchObject({ targetBranchName: 'add-shop', pullRequestNumber: 42 })
    expect(github.forge.calls).toEqual([])
  })

  test('is opened by each iteration of a step', async () => {
    await using github = await start()
    const checkpoints = new Map()
    for (const eachKey of ['0', '1']) {
      const workspace = await folderWith({ a: eachKey })
      await github.run(id, { ...input, update: true }, { workspace, checkpoints, context: { eachKey } })
    }
    expect(await github.forge.git.git('acme/shop', 'rev-list', '--count', 'main..add-shop')).toBe('2')
  })
})
