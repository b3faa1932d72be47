import { chmod, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { eventually } from '@callboard/testing'
import { silentLog } from '@callboard/testing/servers'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Site, SiteFiles } from '../site/site.ts'
import { createMkdocsBuilds } from './mkdocs-builds.ts'
import { safeMkdocsConfig } from './safe-mkdocs-config.ts'

const nobody = { plugins: [], keys: [] }

describe('a config that MkDocs is given', () => {
  test.each([
    ['hooks that run code', 'hooks: [evil.py]', 'evil'],
    ['a config that inherits another', 'INHERIT: ../../secret.yml', 'secret'],
    ['a theme with templates of its own', 'theme: { name: material, custom_dir: overrides }', 'overrides'],
    ['a plugin that nobody allowed', 'plugins: [techdocs-core, { exec: { command: id } }]', 'exec'],
    ['a plugin in a map', 'plugins: { exec: { command: id } }', 'exec'],
    ['an extension by its module', 'markdown_extensions: ["evil:Extension"]', 'evil'],
    ['snippets from elsewhere', 'markdown_extensions: [{ pymdownx.snippets: { base_path: /etc } }]', '/etc'],
    ['a program for diagrams', 'markdown_extensions: [{ plantuml_markdown: { plantuml_cmd: id } }]', 'plantuml_cmd'],
    ['a tag that makes objects', 'extra: { a: !!python/object/apply:os.system ["id"] }', '!python'],
    ['a tag that reads the environment', 'site_name: !ENV SECRET', '!ENV'],
    ['pictures from elsewhere', 'markdown_extensions: [{ pymdownx.b64: { base_path: /etc } }]', '/etc'],
    ['an extension that nobody knows', 'markdown_extensions: [{ mdx_include: { base_path: /etc } }]', '/etc'],
    ['a redirect that writes elsewhere', 'plugins: [{ redirects: { redirect_maps: { ../../x.md: a.md } } }]', '../x'],
    ['a redirect hidden in a path', 'plugins: { redirects: { redirect_maps: { a/../../x.md: a.md } } }', '../x'],
    ['a redirect at the root', 'plugins: { redirects: { redirect_maps: { /srv/x.md: a.md } } }', '/srv'],
    ['docs out of the folder', 'docs_dir: ../../etc', 'etc'],
    ['docs at the root of the machine', 'docs_dir: /etc', 'etc'],
    ['scripts for pages', 'extra_javascript: [https://evil.example/x.js]', 'evil'],
  ])('has no %s, and keeps the rest', (_, line, gone) => {
    const name = line.startsWith('site_name') ? '' : 'site_name: Shop\n'
    const safe = safeMkdocsConfig(`${name}${line}\nnav: [index.md]\n`, nobody)
    expect(safe).not.toContain(gone)
    expect(safe).toContain('index.md')
    expect(safe).toContain('techdocs-core')
  })

  test('has the plugins and keys that an administrator allows', () => {
    const text = 'site_name: Shop\nplugins: [macros]\nhooks: [ours.py]\n'
    const safe = safeMkdocsConfig(text, { plugins: ['macros'], keys: ['hooks'] })
    expect(safe).toContain('macros')
    expect(safe).toContain('ours.py')
  })

  test('has the redirects and extensions that lead nowhere else', () => {
    const text = `site_name: Shop
plugins: [{ redirects: { redirect_maps: { guide/old.md: new.md } } }]
markdown_extensions: [attr_list, markdown.extensions.toc: { permalink: true }, pymdownx.tabbed: { alternate_style: true }]
`
    const safe = safeMkdocsConfig(text, nobody)
    for (const kept of ['guide/old.md: new.md', 'attr_list', 'markdown.extensions.toc', 'pymdownx.tabbed'])
      expect(safe).toContain(kept)
  })

  test('has the extensions that an administrator allows', () => {
    const text = 'site_name: Shop\nmarkdown_extensions: [mkdocs-click]\n'
    expect(safeMkdocsConfig(text, nobody)).not.toContain('mkdocs-click')
    expect(safeMkdocsConfig(text, { plugins: ['mkdocs-click'], keys: [] })).toContain('mkdocs-click')
  })

  test.each(['', '[', 'a: &a [*a]', '- 1'])('is one that MkDocs takes, also when %j was written', (text) => {
    expect(safeMkdocsConfig(text, nobody)).toContain('site_name: Documentation')
  })
})

describe('a site that lacks plugins', () => {
  let folder = ''
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'callboard-mkdocs-'))
  })
  afterEach(() => rm(folder, { recursive: true }))

  const missing = { code: 'plugin-missing', message: 'macros' }
  const native = { name: 'Native', origin: 'native', notices: [missing] } as unknown as Site
  const files: SiteFiles = {
    version: 'v1',
    list: () => [{ path: 'mkdocs.yml', size: 1, hash: 'h' }],
    read: async () => Buffer.from('site_name: Shop\nhooks: [evil.py]\n'),
  }

  /** A program that stands for MkDocs: what it does is the script. */
  async function builds(script: string) {
    const program = join(folder, 'mkdocs')
    await writeFile(program, `#!/bin/sh\n${script}\n`)
    await chmod(program, 0o755)
    const path = [folder, dirname('/bin/sh'), '/usr/bin'].join(delimiter)
    return createMkdocsBuilds({
      ...{ allowed: nobody, workingDirectory: folder, log: silentLog, signal: new AbortController().signal },
      environment: (name) => (name === 'PATH' ? path : name === 'SECRET' ? 'secret' : undefined),
      sanitiser: { clean: (html) => html },
      nowMs: () => 1,
    })
  }
  const codes = (site: Site) => site.notices.map(({ code }) => code)

  test('is shown as it is until MkDocs has built it, and then as MkDocs has', async () => {
    const recorded = join(import.meta.dirname, 'fixtures/site')
    const made = await builds(`cat "$3" > ${folder}/given; env > ${folder}/env; cp -r ${recorded}/. "$5"`)
    const site = made.instead(native, files)
    expect({ name: site.name, codes: codes(site) }).toEqual({
      ...{ name: 'Native', codes: ['plugin-missing', 'mkdocs-building'] },
    })
    await eventually(() => expect(site.origin).toBe('mkdocs'))
    expect({ name: site.name, codes: codes(site) }).toEqual({ name: 'Recorded', codes: ['built-by-mkdocs'] })
    expect(await site.page('guide/install')).toMatchObject({ page: { title: 'Install' } })
    expect(await readFile(join(folder, 'given'), 'utf8')).not.toContain('evil')
    expect(await readFile(join(folder, 'env'), 'utf8')).not.toContain('secret')
    await made.stop()
    expect((await readdir(folder)).filter((name) => name.startsWith('callboard-docs-'))).toEqual([])
  })

  test('stays as it is when MkDocs fails, and says why', async () => {
    const site = (await builds('echo "Config value plugins: not installed" >&2; exit 1')).instead(native, files)
    await eventually(() => expect(codes(site)).toContain('mkdocs-failed'))
    expect(site.name).toBe('Native')
    expect(site.notices.at(-1)?.message).toContain('not installed')
  })
})
