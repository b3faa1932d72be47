import { spawnSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmod, lstat, mkdir, mkdtemp, readdir, readFile, readlink, rm, symlink, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually } from '@callboard/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { WorkspaceStore } from '../../model/index.ts'
import { packFolder, unpackFolder } from './archive.ts'
import { fingerprintOf } from './fingerprint.ts'
import { openWorkspaceFolders } from './workspace-folders.ts'
import { removeArchives, tooLarge, workspaceKeeper } from './workspace-keeper.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'callboard-workspaces-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

/** Everything below a folder: type, mode and content. */
async function tree(folder: string): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    const path = join(folder, name)
    const stat = await lstat(path)
    const mode = (stat.mode & 0o777).toString(8)
    if (stat.isSymbolicLink()) found[name] = `-> ${await readlink(path)}`
    else found[name] = stat.isDirectory() ? `folder ${mode}` : `${mode} ${await readFile(path, 'hex')}`
  }
  return found
}

async function fill(folder: string) {
  await mkdir(join(folder, 'a/b/empty'), { recursive: true })
  await writeFile(join(folder, 'a/run.sh'), 'echo', { mode: 0o755 })
  await writeFile(join(folder, 'a/read only'), Buffer.from([0, 255, 10]), { mode: 0o444 })
  await writeFile(join(folder, '.hidden'), '')
  await writeFile(join(folder, 'ümlaut 日本.txt'), 'x'.repeat(100_000))
  await writeFile(join(folder, `${'long'.repeat(60)}.txt`), 'x')
  await symlink('run.sh', join(folder, 'a/link'))
  await symlink('nowhere', join(folder, 'broken'))
  await symlink('/nowhere/outside', join(folder, 'outside'))
  await chmod(join(folder, 'a/b'), 0o700)
}

test('what is packed comes out as it was: modes, links, empty folders', async () => {
  const from = join(root, 'from')
  const to = join(root, 'to')
  await mkdir(from)
  await mkdir(to)
  await fill(from)
  const archive = await packFolder(from, await fingerprintOf(from))
  await unpackFolder(archive as Uint8Array, to)
  expect(await tree(to)).toEqual(await tree(from))
  expect(Object.keys(await tree(to)).length).toBe(11)
})

test('a folder above the limit gives no archive', async () => {
  await writeFile(join(root, 'random'), crypto.getRandomValues(new Uint8Array(60_000)))
  expect(await packFolder(root, await fingerprintOf(root), 50_000)).toBeUndefined()
  expect(await packFolder(root, await fingerprintOf(root), 70_000)).toBeInstanceOf(Uint8Array)
})

describe('a keeper', () => {
  const archives = new Map<string, Uint8Array>()
  const store: WorkspaceStore = {
    id: 'memory',
    save: async (name, archive) => void archives.set(name, archive),
    load: async (name) => archives.get(name),
    remove: async (name) => void archives.delete(name),
  }
  const xor = (bytes: Uint8Array) => bytes.map((byte) => byte ^ 0x55)
  const lease = { taskId: 'task', number: 2 }
  const keep = (folder: string) => workspaceKeeper({ folder, lease, store, seal: { seal: xor, open: xor } })
  beforeEach(() => archives.clear())

  test('saves only what has changed, and never over what counts', async () => {
    const keeper = keep(root)
    expect(await keeper.save()).toBeUndefined()
    await writeFile(join(root, 'one'), '1')
    expect(await keeper.save()).toBe('task.2.1')
    await writeFile(join(root, 'two'), '2')
    expect(await keeper.save()).toBe('task.2.0')
    // As soon as the file system's clock could have told a change.
    await eventually(async () => (await keeper.save()) === undefined)
    await rm(join(root, 'one'))
    expect(await keeper.save()).toMatch(/^task\.2\.[01]$/)
    await rm(join(root, 'two'))
    expect(await keeper.save()).toBeNull()
    await removeArchives(store, lease)
    expect(archives.size).toBe(0)
  })

  test('a change at the very moment of saving is not overlooked', async () => {
    const keeper = keep(root)
    await writeFile(join(root, 'one'), '1')
    await keeper.save()
    await writeFile(join(root, 'one'), '2')
    const name = await keeper.save()
    await rm(join(root, 'one'))
    expect(await keep(root).restore(name as string)).toBe(true)
    expect(await readFile(join(root, 'one'), 'utf8')).toBe('2')
  })

  test('a workspace that is too large is not kept, and that is told', async () => {
    const keeper = keep(root)
    await writeFile(join(root, 'large'), randomBytes(51 * 1024 * 1024))
    expect(await keeper.save()).toBe(tooLarge)
    expect(archives.size).toBe(0)
    await rm(join(root, 'large'))
    await writeFile(join(root, 'small'), 'x')
    expect(await keeper.save()).toMatch(/^task\.2\./)
  })

  test('an archive that is not there any more is told', async () => {
    expect(await keep(root).restore('task.1.0')).toBe(false)
  })
})

describe('folders', () => {
  test('of a process that is gone are removed at the next start, those of others are not', async () => {
    const dead = spawnSync(process.execPath, ['-e', 'process.stdout.write(String(process.pid))']).stdout.toString()
    const host = hostname().replaceAll(/[^\w.]/g, '_')
    const names = {
      ofADeadProcess: `callboard-tasks-${host}-${dead}-aa`,
      ofADryRun: `callboard-dry-run-${host}-${dead}-aa`,
      ofALookForDrift: `callboard-drift-${host}-${dead}-aa`,
      ofThisNumberBefore: `callboard-tasks-${host}-${process.pid}-aa`,
      ofALivingProcess: `callboard-tasks-${host}-${process.ppid}-aa`,
      ofAnotherHost: `callboard-tasks-other.host-${dead}-aa`,
      ofSomethingElse: 'something-else',
    }
    for (const name of Object.values(names)) await mkdir(join(root, name, 'task'), { recursive: true })
    const folders = await openWorkspaceFolders(root)
    const own = await folders.make({ taskId: 'task', number: 1 })
    expect(await folders.sweep()).toBe(4)
    const left = await readdir(root)
    expect(left.sort()).toEqual(
      [names.ofALivingProcess, names.ofAnotherHost, names.ofSomethingElse, own.split('/').at(-2)].sort(),
    )
    await folders.close()
    expect(await readdir(root)).toHaveLength(3)
  })

  test('of a task are removed with what was made beside them', async () => {
    const folders = await openWorkspaceFolders(root)
    const one = await folders.make({ taskId: 'one', number: 1 })
    const other = await folders.make({ taskId: 'one', number: 11 })
    await mkdir(`${one}_step-s-abc`)
    await writeFile(join(one, 'file'), 'x', { mode: 0o400 })
    await folders.remove({ taskId: 'one', number: 1 })
    expect(await readdir(join(one, '..'))).toEqual(['one.11'])
    expect((await lstat(other)).mode & 0o777).toBe(0o700)
  })

  test.each(['missing', 'a-file'])('refused: a working directory that is %s', async (name) => {
    await writeFile(join(root, 'a-file'), '')
    await expect(openWorkspaceFolders(join(root, name))).rejects.toThrow(/Tasks cannot work in .*workingDirectory/)
  })
})
