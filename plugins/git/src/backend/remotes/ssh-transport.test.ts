import { chmod, mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { delimiter, join } from 'node:path'
import { createGitRepositories, type GitRepositories } from '@callboard/testing/git-server'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { fill, folderWith, gitForTest } from '../fixtures/git-for-test.ts'

const author = { name: 'Ada Night', email: 'ada@northlight.example' }
const ssh = {
  privateKey: '-----BEGIN KEY-----\nopen-sesame\n-----END KEY-----',
  knownHosts: 'host.test ssh-ed25519 AAAA',
}

let repositories: GitRepositories
/** Where the `ssh` of the test is: it runs here what it should run there, and keeps what it was given. */
let programs: string
let path: string
let remote: { url: string; ssh: typeof ssh }

beforeAll(async () => {
  repositories = await createGitRepositories()
  programs = await folderWith({})
  const program = [
    '#!/bin/sh',
    `echo "$@" > ${programs}/arguments`,
    `env | sort > ${programs}/environment`,
    `cat "$2" > ${programs}/settings`,
    `cat "$(dirname "$2")/key" "$(dirname "$2")/known_hosts" > ${programs}/key`,
    `[ -e ${programs}/fails ] && { cat ${programs}/fails >&2; exit 255; }`,
    'for last; do :; done',
    'exec sh -c "$last"',
  ]
  await writeFile(join(programs, 'ssh'), `${program.join('\n')}\n`)
  await chmod(join(programs, 'ssh'), 0o755)
})
afterAll(() => repositories.stop())

beforeEach(async () => {
  path = `acme/shop-${Math.random().toString(36).slice(2)}`
  await repositories.createRepository(path)
  remote = { url: `ssh://git@host.test${await repositories.git(path, 'rev-parse', '--absolute-git-dir')}`, ssh }
})

const gitOverSsh = () => gitForTest({ allow: ['host.test'], path: `${programs}${delimiter}${process.env.PATH}` }).git

test('publishes, clones and pushes with modes and links', async () => {
  const git = gitOverSsh()
  const files = { 'run.sh': { program: '#!/bin/sh\n' }, 'a.txt': 'a', link: { link: 'a.txt' } }
  const first = { author, message: 'One', branch: 'main', remote }
  const { commitHash } = await git.publish({ ...first, folder: await folderWith(files) })
  expect((await repositories.readTree(path)).map((file) => `${file.mode} ${file.path}`)).toEqual([
    '100644 a.txt',
    '120000 link',
    '100755 run.sh',
  ])
  const folder = join(await folderWith({}), 'copy')
  expect(await git.clone({ remote, folder })).toEqual({ branch: 'main', commitHash })
  await fill(folder, { 'b.txt': 'b' })
  const more = await git.commitAndPush({ ...first, message: 'Two', branch: 'more', folder })
  expect(await repositories.git(path, 'log', '--format=%H %s', 'more')).toBe(
    `${more?.commitHash} Two\n${commitHash} One`,
  )
  await expect(git.publish({ ...first, folder })).rejects.toMatchObject({ code: 'git/branch-moved' })
  await expect(git.clone({ remote, folder: `${folder}2`, branch: 'none' })).rejects.toMatchObject({
    code: 'git/branch-not-found',
  })
  expect(await git.clone({ remote, folder: `${folder}2`, branch: 'more' })).toEqual({ branch: 'more', ...more })
})

test('ssh gets the key and the known hosts, and nothing of this machine', async () => {
  await gitOverSsh().clone({ remote, folder: await folderWith({}) })
  const seen = (name: string) => readFile(join(programs, name), 'utf8')
  expect(await seen('key')).toBe(`${ssh.privateKey}\n${ssh.knownHosts}\n`)
  expect(await seen('arguments')).toMatch(/^-F \S+ (?:-o SendEnv=GIT_PROTOCOL )?git@host\.test git-upload-pack/)
  const settings = await seen('settings')
  for (const line of [
    'StrictHostKeyChecking yes',
    'BatchMode yes',
    'IdentitiesOnly yes',
    'GlobalKnownHostsFile /dev/null',
  ])
    expect(settings).toContain(`${line}\n`)
  const names = (await seen('environment')).split('\n').map((line) => line.split('=')[0])
  expect(names).toEqual(expect.arrayContaining(['HOME', 'PATH', 'GIT_CONFIG_NOSYSTEM']))
  expect(names).not.toEqual(expect.arrayContaining(['USER']))
  expect(names.filter((name) => name?.startsWith('VITEST'))).toEqual([])
})

test.each([
  { why: 'a host that nobody allowed', url: 'git@elsewhere.test:acme/shop.git', code: 'git/remote-not-allowed' },
  { why: 'another port of a host', url: 'ssh://git@host.test:2222/acme/shop.git', code: 'git/remote-not-allowed' },
  { why: 'an option in the place of the host', url: 'ssh://-oProxyCommand=touch%20x/a', code: 'git/bad-remote' },
  { why: 'an option in the place of the user', url: 'ssh://-oProxyCommand@host.test/a', code: 'git/bad-remote' },
  { why: 'another transport of git', url: 'ext::sh -c touch% x', code: 'git/bad-remote' },
  { why: 'a folder of this machine', url: 'file:///etc', code: 'git/bad-remote' },
  { why: 'a path', url: '/etc', code: 'git/bad-remote' },
  { why: 'a password in the address', url: 'https://ada:open@host.test/a', code: 'git/bad-remote' },
])('attack: $why', async ({ url, code }) => {
  const git = gitOverSsh()
  const failure = await git.clone({ remote: { url, ssh }, folder: await folderWith({}) }).catch((error) => error)
  expect(failure).toMatchObject({ code })
  expect(String(failure)).not.toContain('ada:open')
  expect(await git.clone({ remote, folder: await folderWith({}) })).toEqual({ branch: 'main' })
})

test.each(['--upload-pack=touch x', 'a..b', 'a b', 'refs/heads/../x', '-x', 'a.lock', '', 'a\nb'])(
  'attack: a branch named %j',
  async (branch) => {
    const cloned = gitOverSsh().clone({ remote, folder: await folderWith({}), branch })
    await expect(cloned).rejects.toMatchObject({ code: 'git/bad-branch' })
  },
)

test('attack: hooks and settings in the content are not run by the push', async () => {
  const git = gitOverSsh()
  await repositories.commit(path, { a: '1' })
  const folder = join(await folderWith({}), 'copy')
  await git.clone({ remote, folder })
  const marker = join(programs, 'hacked')
  const hook = { program: `#!/bin/sh\ntouch ${marker}\n` }
  await mkdir(join(folder, '.git/hooks'), { recursive: true })
  await fill(folder, { '.git/hooks/pre-push': hook, '.git/hooks/reference-transaction': hook, b: '2' })
  const config = await readFile(join(folder, '.git/config'), 'utf8')
  const evil = `[core]\n\tsshCommand = touch ${marker}\n\tfsmonitor = touch ${marker}\n[http]\n\tcorsProxy = http://elsewhere.test\n`
  await writeFile(join(folder, '.git/config'), config + evil)
  const pushed = await git.commitAndPush({ author, message: 'Two', branch: 'main', remote, folder })
  expect(await repositories.git(path, 'rev-parse', 'main')).toBe(pushed?.commitHash)
  await expect(readFile(marker)).rejects.toMatchObject({ code: 'ENOENT' })
})

test("attack: a link in the place of .git leads to somebody else's repository", async () => {
  const git = gitOverSsh()
  await repositories.commit(path, { a: '1' })
  const theirs = join(await folderWith({}), 'copy')
  await git.clone({ remote, folder: theirs })
  const mine = await folderWith({ b: '2' })
  await symlink(join(theirs, '.git'), join(mine, '.git'))
  const request = { author, message: 'Two', branch: 'main', remote }
  await expect(git.commitAndPush({ ...request, folder: mine })).rejects.toMatchObject({ code: 'git/not-a-copy' })
  await fill(theirs, { b: '2' })
  expect(await git.commitAndPush({ ...request, folder: theirs })).toBeDefined()
})

test.each([
  { why: 'the key is refused', said: 'git@host.test: Permission denied (publickey).', code: 'git/refused' },
  { why: 'the host is another one', said: 'Host key verification failed.', code: 'git/refused' },
  { why: 'the repository is missing', said: 'ERROR: Repository not found.', code: 'git/not-found' },
  { why: 'the host is away', said: 'ssh: connect to host host.test port 22: Connection refused', code: 'git/failed' },
])('a failure says so: $why', async ({ said, code }) => {
  const fails = join(programs, 'fails')
  await writeFile(fails, said)
  const cloned = gitOverSsh().clone({ remote, folder: await folderWith({}) })
  const failure = await cloned.catch((error: unknown) => error)
  await rm(fails)
  expect(failure).toMatchObject({ code })
  expect(String(failure)).not.toContain('open-sesame')
})

test('without a key, and without the programs, it says what is missing', async () => {
  const folder = await folderWith({})
  await expect(gitOverSsh().clone({ remote: { url: remote.url }, folder })).rejects.toMatchObject({
    code: 'git/no-ssh-key',
  })
  const { git } = gitForTest({ allow: ['host.test'], path: folder })
  await expect(git.clone({ remote, folder })).rejects.toMatchObject({
    code: 'git/program-missing',
    message: expect.stringContaining('"git"'),
  })
})
