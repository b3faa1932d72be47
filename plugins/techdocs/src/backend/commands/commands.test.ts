import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import commands from './index.ts'
import { startPreview } from './serve.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'callboard-docs-'))
})
afterEach(() => rm(folder, { recursive: true }))

const pages = {
  'mkdocs.yml': 'site_name: Shop\nplugins: [techdocs-core]\n',
  'docs/index.md': '# Shop\n\nRead [how](how.md).\n',
  'docs/how.md': '# How\n\n## First\n\nGo.\n',
  'docs/logo.png': 'not really',
}
async function write(files: Record<string, string>) {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}
async function run(...args: string[]) {
  const [told, printed] = [[] as string[], [] as string[]]
  const command = commands.find(({ name }) => name === `techdocs ${args[0]}`)
  if (!command) throw new Error(`There is no command ${args[0]}.`)
  const terminal = {
    cwd: folder,
    env: {},
    print: (text: string) => printed.push(text),
    tell: (text: string) => told.push(text),
  }
  const code = await command.run(args.slice(1), terminal)
  return { code, printed: printed.join('\n'), told: told.join('\n') }
}
const filesIn = async (place: string) =>
  (await readdir(join(folder, place), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, place).length + 1))
    .sort()
const publishing = ['--publisher-type', 'local', '--storage-name', 'store']

describe('generate', () => {
  test('writes a site that portals and browsers read, and its metadata', async () => {
    await write(pages)
    const { code, printed } = await run('generate', '--etag', 'abc')
    expect({ code, printed }).toEqual({ code: 0, printed: expect.stringMatching(/^\d+ files in .*site$/) })
    const files = await filesIn('site')
    expect(files).toEqual(
      expect.arrayContaining(['404.html', 'how/index.html', 'index.html', 'logo.png', 'search/search_index.json']),
    )
    const metadata = JSON.parse(await readFile(join(folder, 'site/techdocs_metadata.json'), 'utf8'))
    expect(metadata).toMatchObject({ site_name: 'Shop', site_description: 'None', etag: 'abc' })
    expect(metadata.files.toSorted()).toEqual(files)
    expect(await readFile(join(folder, 'site/index.html'), 'utf8')).toContain('href="how/"')
  })

  test('takes every flag of techdocs-cli, under both of its names', async () => {
    await write(pages)
    const flags = [
      '--no-docker',
      '--no-pull',
      '--docker-image',
      'x',
      '--runAsDefaultUser',
      '--defaultPlugin',
      'search',
      '-v',
    ]
    const more = [
      '--omitTechdocsCoreMkdocsPlugin',
      '--legacyCopyReadmeMdToIndexMd',
      '--source-dir',
      '.',
      '--output-dir',
      'out',
    ]
    expect(await run('build', ...flags, ...more)).toMatchObject({
      code: 0,
      told: expect.stringContaining('how/index.html'),
    })
    expect(await filesIn('out')).toContain('how/index.html')
  })

  test('makes a site of a README alone, with the name that was given', async () => {
    await write({ 'README.md': '# Alone\n' })
    await run('generate', '--site-name', 'Only this')
    expect(await readFile(join(folder, 'site/techdocs_metadata.json'), 'utf8')).toContain('"Only this"')
    expect(await readFile(join(folder, 'site/index.html'), 'utf8')).toContain('Alone')
  })

  test('tells what is wrong with the pages, by file and line', async () => {
    await write({ ...pages, 'docs/how.md': '# How\n\n[gone](gone.md)\n' })
    expect((await run('generate')).told).toMatch(/docs\/how\.md:3 {2}.*gone\.md/)
  })

  test('links to where the folder can be edited', async () => {
    await write(pages)
    await run('generate', '--techdocs-ref', 'url:https://github.com/acme/shop/tree/main/')
    const page = await readFile(join(folder, 'site/how/index.html'), 'utf8')
    expect(page).toContain('https://github.com/acme/shop/edit/main/docs/how.md')
    await expect(run('generate', '--techdocs-ref', 'https://github.com/acme/shop')).rejects.toThrow('--techdocs-ref')
  })
})

describe('publish', () => {
  test('puts a site where portals look for it, and removes what it no longer has', async () => {
    await write(pages)
    await run('generate')
    await write({
      'store/default/component/shop/old/index.html': 'old',
      'store/default/component/shopping/index.html': 'other',
    })
    const { printed } = await run('publish', ...publishing, '--entity', 'default/Component/Shop')
    expect(printed).toMatch(/^\d+ files published at default\/component\/shop, 1 stale ones removed$/)
    expect(await filesIn('store/default/component/shop')).toEqual(await filesIn('site'))
    expect(await filesIn('store/default/component/shopping')).toEqual(['index.html'])
  })

  test('keeps the case where it is told to', async () => {
    await write({ 'site/index.html': 'x' })
    await run('publish', ...publishing, '--entity', 'default/Component/Shop', '--legacyUseCaseSensitiveTripletPaths')
    expect(await filesIn('store')).toEqual(['default/Component/Shop/index.html'])
  })

  test.each([
    ['no entity', []],
    ['an entity of two names', ['--entity', 'component/shop']],
    ['an entity that leads out', ['--entity', 'default/../shop']],
  ])('refuses %s', async (_, flags) => {
    await write({ 'site/index.html': 'x' })
    await expect(run('publish', ...publishing, ...flags)).rejects.toThrow('--entity')
  })

  test('refuses a folder without a site, and a place that nobody knows', async () => {
    const entity = ['--entity', 'default/component/shop']
    await expect(run('publish', ...publishing, ...entity)).rejects.toThrow('no index.html')
    await write({ 'site/index.html': 'x' })
    await expect(run('publish', '--publisher-type', 'ftp', '--storage-name', 'x', ...entity)).rejects.toThrow('"ftp"')
    await expect(run('publish', ...entity)).rejects.toThrow('--publisher-type')
  })

  test('publishes no file of the machine through a link in the site', async () => {
    await write({ 'site/index.html': 'x', 'secret.txt': 'secret' })
    await symlink('../secret.txt', join(folder, 'site/leak.txt'))
    await expect(run('publish', ...publishing, '--entity', 'default/component/shop')).rejects.toThrow(
      '"leak.txt" is a link',
    )
    expect(await readdir(folder)).not.toContain('store')
  })
})

describe('migrate', () => {
  test('copies what was published in upper case, and only sites', async () => {
    await write({ 'store/default/Component/Shop/Img/A.png': 'a', 'store/default/Other/file': 'b' })
    expect((await run('migrate', ...publishing)).printed).toBe('1 of 2 files copied')
    expect(await filesIn('store')).toEqual([
      'default/Component/Shop/Img/A.png',
      'default/Other/file',
      'default/component/shop/Img/A.png',
    ])
    expect((await run('migrate', ...publishing, '--removeOriginal', '--concurrency', '5')).printed).toBe(
      '1 of 3 files moved',
    )
    expect(await filesIn('store')).toEqual(['default/Other/file', 'default/component/shop/Img/A.png'])
  })
})

describe('serve', () => {
  test('shows pages and files, and again when they are saved', async () => {
    await write(pages)
    const preview = await startPreview({ folder, port: 0, tell: () => {} })
    try {
      const get = async (path: string) => await fetch(new URL(path, preview.url))
      expect(await (await get('how/')).text()).toContain('<h2 id="first"')
      expect((await get('logo.png')).headers.get('content-type')).toBe('image/png')
      expect((await get('none/')).status).toBe(404)
      const changes = (await get('.callboard/changes')).body?.getReader()
      await write({ 'docs/how.md': '# How\n\n## Second\n' })
      expect(new TextDecoder().decode((await changes?.read())?.value)).toBe('data: saved\n\n')
      expect(await (await get('how/')).text()).toContain('<h2 id="second"')
      await changes?.cancel()
    } finally {
      await preview.stop()
    }
  })

  test('refuses what is no port', async () => {
    await expect(run('serve', '--port', 'x')).rejects.toThrow('"x" is no port')
  })
})
