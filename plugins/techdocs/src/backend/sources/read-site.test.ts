import { mkdir, rm, symlink, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type FileContent, folderWith } from '@callboard/testing'
import { expect, onTestFinished, test } from 'vitest'
import { copyLimits } from './limits.ts'
import { openLocalFolder } from './local-folder.ts'
import { namedSnippets } from './named-snippets.ts'
import { type CopiedFile, readSite } from './read-site.ts'
import { remoteFolder } from './remote-folder.ts'
import { selectFiles } from './select-files.ts'

async function temporary(files: Record<string, FileContent>): Promise<string> {
  const folder = await folderWith(files)
  onTestFinished(() => rm(folder, { recursive: true }))
  return folder
}
const noCopy = new Map<string, CopiedFile>()
const options = { known: noCopy, limits: copyLimits }
const read = async (root: string) => readSite(await openLocalFolder(root, noCopy), options)
const pathsOf = ({ files }: { files: readonly CopiedFile[] }) => files.map(({ path }) => path)

const sites: { why: string; files: Record<string, string>; wanted: string[] }[] = [
  {
    why: 'nothing but a README',
    files: { 'README.md': '# Shop', 'notes.md': '' },
    wanted: ['README.md'],
  },
  {
    why: 'the docs folder, and what pages embed, and what that embeds',
    files: {
      'mkdocs.yml': 'site_name: Shop',
      'docs/index.md': '--8<-- "parts/a.md:2:4"\n\n--8<--\nparts/c.txt\n; parts/off.txt\n--8<--\n',
      'docs/deep/x.png': 'x',
      'parts/a.md': 'text\n\n  --8<-- "parts/b.md"\n',
      'parts/b.md': 'more',
      'parts/c.txt': 'c',
      'parts/off.txt': 'off',
      'src/main.ts': 'code',
    },
    wanted: ['docs/deep/x.png', 'docs/index.md', 'mkdocs.yml', 'parts/a.md', 'parts/b.md', 'parts/c.txt'],
  },
  {
    why: 'another docs folder, and not the usual one',
    files: { 'mkdocs.yaml': 'docs_dir: ./manual/', 'manual/a.md': '', 'docs/b.md': '', 'mkdocs.yml': 'docs_dir: docs' },
    wanted: ['manual/a.md', 'mkdocs.yaml', 'mkdocs.yml'],
  },
  {
    why: 'the whole folder',
    files: {
      'mkdocs.yml': 'docs_dir: .',
      'a.md': '',
      'b/c.md': '',
      '.git/config': '',
      'node_modules/x/y.md': '',
      '.env': '',
    },
    wanted: ['a.md', 'b/c.md', 'mkdocs.yml'],
  },
  {
    why: 'included sites, by name and by pattern',
    files: {
      'mkdocs.yml': `nav: [{ A: '!include ./a/mkdocs.yml' }, { B: '*include ./services/*/mkdocs.yml' }]`,
      'a/mkdocs.yml': 'site_name: a\ndocs_dir: pages',
      'a/pages/index.md': '',
      'a/docs/no.md': '',
      'services/one/mkdocs.yml': 'site_name: one',
      'services/one/docs/index.md': '',
      'services/one/src/no.md': '',
      'other/mkdocs.yml': 'site_name: other',
      'other/docs/no.md': '',
    },
    wanted: ['a/mkdocs.yml', 'a/pages/index.md', 'mkdocs.yml', 'services/one/docs/index.md', 'services/one/mkdocs.yml'],
  },
  {
    why: 'attack: nothing from outside of the folder',
    files: {
      'mkdocs.yml': `docs_dir: ../..\nnav: ['!include ../other/mkdocs.yml', '!include /etc/mkdocs.yml']`,
      'README.md': '--8<-- "../../etc/passwd"\n--8<-- "/etc/passwd"\n--8<-- ".env"\n--8<-- "a/../.git/config"',
      '.env': 'secret',
      '.git/config': 'secret',
    },
    wanted: ['README.md', 'mkdocs.yml'],
  },
  {
    why: 'attack: a config that grows without end is as none',
    files: { 'mkdocs.yml': bomb(), 'docs/index.md': '' },
    wanted: ['docs/index.md', 'mkdocs.yml'],
  },
  {
    why: 'attack: patterns that would take for ever are read by the letter',
    files: {
      'mkdocs.yml': `nav: ['*include ${'{a,b}'.repeat(30)}/mkdocs.yml', '*include +(a|+(a|b))/mkdocs.yml', '*include ${'a*'.repeat(90)}b/mkdocs.yml']`,
      [`${'a'.repeat(200)}/mkdocs.yml`]: 'site_name: a',
      'docs/index.md': '',
    },
    wanted: ['docs/index.md', 'mkdocs.yml'],
  },
  {
    why: 'attack: snippets in a circle',
    files: { 'docs/index.md': '--8<-- "a.md"', 'a.md': '--8<-- "b.md"', 'b.md': '--8<-- "a.md"' },
    wanted: ['a.md', 'b.md', 'docs/index.md'],
  },
]

test.each(sites)('a local site takes $why', async ({ files, wanted }) => {
  expect(pathsOf(await read(await temporary(files)))).toEqual(wanted)
})

test.each(sites)('a remote site takes $why', async ({ files, wanted }) => {
  const all = Object.entries(files).map(([path, text]) => ({ path, content: Buffer.from(text) }))
  const tree = {
    etag: '1',
    files: async (wants: (path: string, size: number) => boolean) =>
      all.filter(({ path, content }) => wants(path, content.length)),
  }
  expect(pathsOf(await readSite(remoteFolder(tree, copyLimits), options))).toEqual(wanted)
})

test('links inside of the folder are followed, and in a circle they end', async () => {
  const root = await temporary({ 'docs/index.md': 'a', 'shared/part.md': 'b' })
  await symlink('../shared', join(root, 'docs/shared'))
  await symlink('..', join(root, 'shared/up'))
  const { files, problems } = await read(root)
  expect(pathsOf({ files })).toContain('docs/shared/part.md')
  expect(problems).toEqual([])
})

test.each([
  { attack: 'a file elsewhere', link: 'docs/passwd', target: '/etc/passwd' },
  { attack: 'a folder elsewhere', link: 'docs/etc', target: '/etc' },
  { attack: 'the folder above', link: 'docs/up', target: '../..' },
  { attack: 'a secret of the repository', link: 'docs/env.md', target: '../.env' },
  { attack: 'another config', link: 'mkdocs.yml', target: '/etc/hostname' },
  { attack: 'a link to a link', link: 'docs/two.md', target: '../one' },
])('a link that leads to $attack is left out, and its owner is told', async ({ link, target }) => {
  const root = await temporary({ 'docs/index.md': 'good', '.env': 'secret' })
  await symlink('/etc/passwd', join(root, 'one'))
  await symlink(target, join(root, link))
  const { files, problems } = await read(root)
  expect(pathsOf({ files })).toEqual(['docs/index.md'])
  expect(problems).toMatchObject([{ code: 'link-escapes', file: link }])
})

test('of files that have not changed only those that may name others are read', async () => {
  const root = await temporary({ 'docs/index.md': 'a', 'docs/a.png': 'png', 'docs/b.png': 'png too' })
  const before = await read(root)
  await writeFile(join(root, 'docs/b.png'), 'another')
  await utimes(join(root, 'docs/b.png'), 1, 1)
  const known = new Map(before.files.map(({ content: _, ...file }) => [file.path, file]))
  const folder = await openLocalFolder(root, known)
  const found = await folder.read(before.selection, () => true)
  expect(found.filter(({ content }) => content).map(({ path }) => path)).toEqual(['docs/b.png', 'docs/index.md'])
  const after = await readSite(folder, { known, limits: copyLimits })
  expect(after.files.filter(({ content }) => content).map(({ path }) => path)).toEqual(['docs/b.png'])
  expect(after.version).not.toBe(before.version)
})

test('attack: a page that names more snippets than any site has costs no more than a site', () => {
  const text = Array.from({ length: 100_000 }, (_, index) => `--8<-- "${index}.md"`).join('\n')
  expect(selectFiles(new Map([['docs/index.md', text]])).files.length).toBeLessThan(3_000)
})

test('what is neither file nor folder is left out', async () => {
  const root = await temporary({ 'docs/index.md': 'a' })
  await mkdir(join(root, 'docs/empty.md'))
  expect(pathsOf(await read(root))).toEqual(['docs/index.md'])
})

test.each([
  { why: 'one line', text: '--8<-- "a.md"', names: ['a.md'] },
  { why: 'an indented line with single quotes', text: "    -8<- 'a b.md'  ", names: ['a b.md'] },
  {
    why: 'lines and sections',
    text: '--8<-- "a.md:2:9"\n--8<-- "b.md:part"\n--8<-- "c.md:1,3:4"',
    names: ['a.md', 'b.md', 'c.md'],
  },
  { why: 'only shown', text: ';--8<-- "a.md"\ntext --8<-- "b.md"', names: [] },
  { why: 'a block that does not end', text: '--8<--\na.md\n\n b.md', names: ['a.md', 'b.md'] },
])('a page names snippets: $why', ({ text, names }) => {
  expect(namedSnippets(text)).toEqual(names)
})

test.each([
  { why: 'dashes', text: `${'-'.repeat(200_000)}8<` },
  { why: 'blanks', text: `--8<--${' '.repeat(200_000)}"` },
  { why: 'colons', text: `--8<-- "${':a'.repeat(100_000)}!"` },
])('a hostile line of $why ends', ({ text }) => {
  expect(namedSnippets(text).length).toBeLessThan(2)
})

function bomb(): string {
  const levels = Array.from({ length: 12 }, (_, level) => {
    const before = level === 0 ? '"x"' : `*a${level - 1}`
    return `a${level}: &a${level} [${Array(9).fill(before).join(', ')}]`
  })
  return `${levels.join('\n')}\nnav: *a11\ndocs_dir: elsewhere\n`
}
