import { setTimeout as delay } from 'node:timers/promises'
import { eventually } from '@callboard/testing'
import { describe, expect, test } from 'vitest'
import { type CopyPortal, createShelf, startCopies } from '../fixtures/copy-portal.ts'
import { filesOf, findSite, keepVersions, readBlob, removeSites, removeUnusedBlobs } from './copy-store.ts'
import type { CopiedSite, DocsCopies } from './docs-copies.ts'

const key = { ref: 'component:default/shop', name: '' }
const source = { type: 'shelf', target: 'a' }
const files = {
  'mkdocs.yml': 'site_name: Shop',
  'docs/index.md': '# Shop',
  'docs/logo.png': Buffer.from([1, 2, 255, 0]),
}

const first = (portal: CopyPortal): DocsCopies => {
  const [copies] = portal.replicas
  if (!copies) throw new Error('There is no replica.')
  return copies
}
const textOf = async ({ core }: CopyPortal, site: CopiedSite, path: string) => {
  const file = (await filesOf(core.db, site.id)).get(path)
  return file && (await readBlob(core.db, file.hash))?.toString()
}
const countBlobs = async ({ core }: CopyPortal) =>
  (await core.db.get<{ n: number }>('select count(*) as n from blob'))?.n

describe.each(['sqlite', 'postgres'] as const)('copies on %s', (database) => {
  test('what the site needs is copied with the first reader, and nothing else', async () => {
    const shelf = createShelf({ ...files, 'src/main.ts': 'code', 'docs/.env': 'secret' })
    await using portal = await startCopies(database, shelf)
    const site = await first(portal).forReader(key, source)
    const copied = await filesOf(portal.core.db, site.id)
    expect([...copied.keys()]).toEqual(['docs/index.md', 'docs/logo.png', 'mkdocs.yml'])
    const logo = await readBlob(portal.core.db, copied.get('docs/logo.png')?.hash ?? '')
    expect(logo).toEqual(files['docs/logo.png'])
    expect(shelf.asked).toEqual({ heads: 1, fetches: 1 })
  })

  test('readers within a minute do not ask the source, later ones do and need not wait', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf)
    const copies = first(portal)
    const before = await copies.forReader(key, source)
    shelf.files.set('docs/index.md', '# New')
    portal.clock.advance(59_000)
    await copies.forReader(key, source)
    expect(shelf.asked.heads).toBe(1)
    portal.clock.advance(1_000)
    expect((await copies.forReader(key, source)).copy.version).toBe(before.copy.version)
    const after = await eventually(async () => {
      const site = await copies.forReader(key, source)
      return site.copy.version !== before.copy.version && site
    })
    expect(await textOf(portal, after, 'docs/index.md')).toBe('# New')
    expect(shelf.asked.heads).toBe(2)
  })

  test('a source that has not changed costs one question', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf)
    expect(await first(portal).look(key, source)).toEqual({ updated: true })
    expect(await first(portal).look(key, source)).toEqual({ updated: false })
    expect(shelf.asked).toEqual({ heads: 2, fetches: 1 })
  })

  test('whoever follows is told of another copy, and only of another one', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf)
    const copies = first(portal)
    const told: string[] = []
    copies.onChanged((ref) => told.push(ref))
    await copies.look(key, source)
    shelf.files.set('src/elsewhere.ts', 'The commit is another, the docs are not.')
    await copies.look(key, source)
    shelf.files.delete('docs/logo.png')
    await copies.look(key, source)
    expect(told).toEqual([key.ref, key.ref])
  })

  test('a source that fails keeps its last copy, and says since when', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf)
    const copies = first(portal)
    const good = await copies.forReader(key, source)
    expect(good.failure).toBeUndefined()
    shelf.failure = 'The host is away.'
    portal.clock.advance(120_000)
    const sinceMs = portal.clock.nowMs()
    await expect(copies.look(key, source)).rejects.toThrow('The host is away.')
    portal.clock.advance(120_000)
    await expect(copies.look(key, source)).rejects.toThrow('The host is away.')
    const kept = await copies.forReader(key, source)
    expect(kept.copy.version).toBe(good.copy.version)
    expect(kept.failure).toEqual({ message: 'The host is away.', sinceMs })
    shelf.failure = undefined
    await copies.look(key, source)
    expect((await copies.find(key, source))?.failure).toBeUndefined()
  })

  test('a source that was never read says why, and is not asked by every reader', async () => {
    const shelf = createShelf(files)
    shelf.failure = 'Nothing was found at a.'
    await using portal = await startCopies(database, shelf)
    const copies = first(portal)
    await expect(copies.forReader(key, source)).rejects.toMatchObject({ code: 'techdocs/source-unreadable' })
    await expect(copies.forReader(key, source)).rejects.toThrow('Nothing was found at a.')
    expect(shelf.asked.heads).toBe(1)
    shelf.failure = undefined
    portal.clock.advance(60_000)
    expect((await copies.forReader(key, source)).copy.version).toMatch(/^[0-9a-f]{32}$/)
  })

  test('of two replicas one reads, and the other waits for it', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf, { replicas: 2 })
    let goOn = () => {}
    const held = new Promise<void>((resolve) => {
      goOn = resolve
    })
    shelf.onFetch = () => held
    const reading = portal.replicas.map((copies) => copies.forReader(key, source))
    await eventually(() => shelf.asked.fetches === 1)
    await delay(50)
    goOn()
    const [one, other] = await Promise.all(reading)
    expect(one?.copy.version).toBe(other?.copy.version)
    expect(shelf.asked).toEqual({ heads: 1, fetches: 1 })
  })

  test('a replica that died while it read keeps others waiting only for its lease', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf, { replicas: 2 })
    const [dead, alive] = portal.replicas
    shelf.onFetch = () => new Promise(() => {})
    void dead?.look(key, source).catch(() => {})
    await eventually(() => shelf.asked.fetches === 1)
    shelf.onFetch = undefined
    const waiting = alive?.forReader(key, source)
    await delay(50)
    expect(shelf.asked.fetches).toBe(1)
    portal.clock.advance(4 * 60_000)
    // Whoever waited tells that there is none; the next reader reads.
    await waiting?.catch(() => {})
    expect((await alive?.forReader(key, source))?.copy.version).toMatch(/^[0-9a-f]{32}$/)
  })

  test('what no copy has any more is removed, and what another one has stays', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf)
    const copies = first(portal)
    const other = { ref: 'component:default/other', name: '' }
    await copies.look(key, source)
    await copies.look(other, source)
    expect(await countBlobs(portal)).toBe(3)
    shelf.files.set('docs/index.md', '# New')
    await copies.look(key, source)
    expect(await countBlobs(portal)).toBe(4)
    const sweep = (afterMs: number) => removeUnusedBlobs(portal.core.db, portal.clock.nowMs() + afterMs)
    expect(await sweep(1)).toBe(0)
    await removeSites(portal.core.db, other.ref)
    expect(await sweep(0)).toBe(0)
    expect(await sweep(1)).toBe(1)
    await removeSites(portal.core.db, key.ref)
    expect(await sweep(1)).toBe(3)
    expect(await countBlobs(portal)).toBe(0)
  })

  test('a read that the end of the process breaks off is no failure of the source', async () => {
    const shelf = createShelf(files)
    const stopping = new AbortController()
    await using portal = await startCopies(database, shelf, { stopping: stopping.signal })
    shelf.onFetch = async () => {
      stopping.abort()
      throw new Error('The operation was aborted.')
    }
    await expect(first(portal).look(key, source)).rejects.toThrow('aborted')
    const row = await findSite(portal.core.db, key)
    expect(row).toMatchObject({ failure: undefined, checkedAtMs: undefined, leasedUntilMs: undefined })
  })

  test('versions that are not listed any more go, and the newest stays', async () => {
    await using portal = await startCopies(database, createShelf(files))
    const copies = first(portal)
    for (const name of ['', 'v1', 'v2']) await copies.look({ ...key, name }, source)
    await keepVersions(portal.core.db, key.ref, ['v2'])
    const names = ['', 'v1', 'v2'].map(async (name) => (await copies.find({ ...key, name }, source)) !== undefined)
    expect(await Promise.all(names)).toEqual([true, false, true])
  })

  test('another source is read at once, and what was at the old one is not shown for it', async () => {
    const shelf = createShelf(files)
    await using portal = await startCopies(database, shelf)
    const copies = first(portal)
    await copies.forReader(key, source)
    const moved = { type: 'shelf', target: 'b' }
    shelf.failure = 'Not here.'
    const { heads } = shelf.asked
    await expect(copies.forReader(key, moved)).rejects.toThrow('Not here.')
    await expect(copies.forReader(key, moved)).rejects.toThrow('Not here.')
    expect(shelf.asked.heads).toBe(heads + 1)
    shelf.failure = undefined
    portal.clock.advance(60_000)
    expect((await copies.forReader(key, moved)).copy.source).toEqual(moved)
  })

  test.each([
    { why: 'a file', limits: { maxFileBytes: 9, maxSiteBytes: 1000, maxFiles: 9 }, code: 'file-too-large' },
    {
      why: 'a site by its bytes',
      limits: { maxFileBytes: 999, maxSiteBytes: 20, maxFiles: 9 },
      code: 'site-too-large',
    },
    {
      why: 'a site by its files',
      limits: { maxFileBytes: 999, maxSiteBytes: 999, maxFiles: 2 },
      code: 'site-too-large',
    },
  ])('too large: $why is left out, and its owner is told', async ({ limits, code }) => {
    await using portal = await startCopies(database, createShelf(files), { limits })
    const site = await first(portal).forReader(key, source)
    expect(site.problems.map((problem) => problem.code)).toContain(code)
    expect((await filesOf(portal.core.db, site.id)).size).toBeLessThan(3)
  })
})
