import { spawnSync } from 'node:child_process'
import { mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { makeProcessFolder, sweepProcessFolders } from './process-folders.ts'

test('what a process has left that is gone is removed, and nothing else', async () => {
  const root = await mkdtemp(join(tmpdir(), 'process-folders-'))
  try {
    const host = hostname().replaceAll(/[^\w.]/g, '_')
    const { pid } = spawnSync('true')
    const kept = [`x-${host}-${process.ppid}-1`, `x-elsewhere-${pid}-1`, `y-${host}-${pid}-1`, 'x-']
    const left = [`x-${host}-${pid}-1`, `x-${host}-${process.pid}-of-the-container-before`]
    for (const name of [...kept, ...left]) await mkdir(join(root, name, 'deep'), { recursive: true })
    const own = await makeProcessFolder(root, 'x-')
    expect((await stat(own.path)).mode & 0o777).toBe(0o700)
    expect(await sweepProcessFolders(root, 'x-')).toBe(2)
    expect((await readdir(root)).sort()).toEqual([...kept, basename(own.path)].sort())
    await own.remove()
    expect((await readdir(root)).sort()).toEqual(kept.sort())
  } finally {
    await rm(root, { recursive: true, force: true })
  }
})
