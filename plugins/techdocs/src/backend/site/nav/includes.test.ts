import { describe, expect, test } from 'vitest'
import { anyContext, plainServices, siteFiles } from '../fixtures/site-files.ts'
import { openSite } from '../open-site.ts'

const open = (contents: Record<string, string>, context = anyContext) =>
  openSite(siteFiles(contents), context, plainServices())

const root = (entry: string) => `nav:\n  - Home: index.md\n  - ${entry}\n`
const messages = async (contents: Record<string, string>) =>
  (await (await open(contents)).problems()).map(
    ({ code, file, line, message }) => `${code} ${file}:${line ?? ''} ${message}`,
  )

describe('!include', () => {
  const contents = {
    'mkdocs.yml': root("Tools: '!include ./tools/mkdocs.yml'"),
    'docs/index.md': '# Home\n\n[tools](Stage-Tools/a.md)',
    'tools/mkdocs.yml': 'site_name: Stage-Tools\nnav:\n  - index.md\n  - A: a.md\n  - Elsewhere: https://example.org',
    'tools/docs/index.md': '# Tools',
    'tools/docs/a.md': '# A\n\n[home](../index.md) [b](b.png)',
    'tools/docs/b.png': 'png',
  }

  test('puts another site below its name', async () => {
    const site = await open(contents, { ...anyContext, editUrl: (path) => `https://git.example.org/edit/${path}` })
    expect(site.nav).toEqual([
      { title: 'Home', path: '' },
      {
        title: 'Tools',
        children: [
          { title: 'Tools', path: 'Stage-Tools/' },
          { title: 'A', path: 'Stage-Tools/a/' },
          { title: 'Elsewhere', url: 'https://example.org' },
        ],
      },
    ])
    expect(await site.problems()).toEqual([])
    expect(await site.page('Stage-Tools/a')).toMatchObject({
      file: 'tools/docs/a.md',
      page: {
        html: expect.stringContaining('<a href="../../">home</a> <a href="../b.png">'),
        editUrl: 'https://git.example.org/edit/tools/docs/a.md',
      },
    })
    expect(String(await site.asset('Stage-Tools/b.png'))).toBe('png')
  })

  test('follows the files of a site that has no navigation, folders first', async () => {
    const site = await open({
      ...contents,
      'tools/mkdocs.yml': 'site_name: Stage tools & more',
      'tools/docs/deep-dive/c.md': '# C',
    })
    expect(site.nav[1]).toEqual({
      title: 'Tools',
      children: [
        { title: 'Deep dive', children: [{ title: 'C', path: 'stage-tools-more/deep-dive/c/' }] },
        { title: 'A', path: 'stage-tools-more/a/' },
        { title: 'Tools', path: 'stage-tools-more/' },
      ],
    })
  })

  test('edits the files of the other site where its config says', async () => {
    const child = 'site_name: T\nrepo_url: https://git.example.org/tools\nedit_uri: edit/main/docs\nnav: [a.md]'
    const site = await open({ ...contents, 'docs/index.md': '# Home', 'tools/mkdocs.yml': child })
    expect(await site.page('T/a')).toMatchObject({
      page: { editUrl: 'https://git.example.org/tools/edit/main/docs/a.md' },
    })
  })
})

test('*include makes a section of each site that it finds, by path', async () => {
  const site = await open({
    'mkdocs.yml': root("Services: '*include ./services/*/mkdocs.yml'"),
    'docs/index.md': '# Home',
    'services/b/mkdocs.yml': 'site_name: Bravo',
    'services/b/docs/index.md': '# B',
    'services/a/mkdocs.yml': 'site_name: Alpha\ndocs_dir: pages',
    'services/a/pages/index.md': '# A',
    'services/a/deeper/x/mkdocs.yml': 'site_name: Not matched',
  })
  expect(site.nav[1]).toEqual({
    title: 'Services',
    children: [
      { title: 'Alpha', children: [{ title: 'A', path: 'Alpha/' }] },
      { title: 'Bravo', children: [{ title: 'B', path: 'Bravo/' }] },
    ],
  })
  expect(await site.problems()).toEqual([])
})

describe('what cannot be included is left out, and the rest stays', () => {
  const child = { 'docs/index.md': '# Home', 'a/mkdocs.yml': 'site_name: A', 'a/docs/index.md': '# A' }

  test.each([
    { attack: 'a path out of the repository', entry: "X: '!include ../../etc/mkdocs.yml'", why: 'leads out' },
    { attack: 'an absolute path', entry: "X: '!include /etc/mkdocs.yml'", why: 'leads out' },
    { attack: 'a file that is no YAML', entry: "X: '!include docs/index.md'", why: 'is no .yml or .yaml file' },
    { attack: 'the site itself', entry: "X: '!include mkdocs.yml'", why: 'cannot include itself' },
    { attack: 'a config that is not there', entry: "X: '!include b/mkdocs.yml'", why: 'no readable config' },
    { attack: 'a pattern without a match', entry: "X: '*include ./b/*/mkdocs.yml'", why: 'no config is there' },
    { attack: 'a pattern out of the repository', entry: "X: '*include ../*/mkdocs.yml'", why: 'no config is there' },
    {
      attack: 'a pattern of many stars',
      entry: `X: '*include ./${'*a'.repeat(30)}/mkdocs.yml'`,
      why: 'no config is there',
    },
    {
      attack: 'the same site twice',
      entry: "X: ['!include a/mkdocs.yml', '!include ./a/mkdocs.yml']",
      why: 'which is taken',
    },
  ])('$attack', async ({ entry, why }) => {
    const contents = { ...child, 'mkdocs.yml': root(entry) }
    expect((await messages(contents)).filter((text) => text.startsWith('broken-include'))).toEqual([
      expect.stringMatching(`^broken-include mkdocs.yml:3 .*${why}`),
    ])
    expect((await open(contents)).nav[0]).toEqual({ title: 'Home', path: '' })
  })

  test.each([
    { attack: 'includes in includes', config: "site_name: A\nnav: [index.md, {X: '!include ../mkdocs.yml'}]" },
    { attack: 'patterns in includes', config: "site_name: A\nnav: [index.md, {X: '*include ./*/mkdocs.yml'}]" },
  ])('$attack', async ({ config }) => {
    const contents = { ...child, 'mkdocs.yml': root("A: '!include a/mkdocs.yml'"), 'a/mkdocs.yml': config }
    expect(await messages(contents)).toEqual([
      expect.stringMatching('^broken-include a/mkdocs.yml:2 .*cannot include another'),
    ])
  })

  test('a site that would hide below a path of its name', async () => {
    const contents = { ...child, 'mkdocs.yml': root("A: '!include a/mkdocs.yml'"), 'a/mkdocs.yml': 'site_name: ../..' }
    expect(await messages(contents)).toEqual([
      expect.stringMatching('^broken-include mkdocs.yml:3 .*no name for a folder'),
    ])
  })

  test('a docs folder outside of the folder of the other site', async () => {
    const config = 'site_name: A\ndocs_dir: ../docs\nnav: [index.md]'
    const site = await open({ ...child, 'mkdocs.yml': root("A: '!include a/mkdocs.yml'"), 'a/mkdocs.yml': config })
    expect(await site.page('A')).toMatchObject({ file: 'a/docs/index.md' })
    expect(await site.problems()).toEqual([
      expect.objectContaining({ code: 'dropped-config', file: 'a/mkdocs.yml', line: 2 }),
    ])
  })
})
