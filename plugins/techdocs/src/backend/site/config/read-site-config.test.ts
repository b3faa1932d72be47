import { describe, expect, test } from 'vitest'
import { readSiteConfig } from './read-site-config.ts'

const read = (text: string | undefined, file = 'mkdocs.yml') =>
  readSiteConfig({ file, text }, { name: 'Payments', strict: false })
const dropped = (text: string) => read(text).problems.map(({ line, message }) => `${line}: ${message}`)

describe('without a config', () => {
  test('defaults hold, and nothing is wrong', () => {
    const { config, problems, notices } = read(undefined)
    expect(config).toMatchObject({ name: 'Payments', docsFolder: 'docs', useDirectoryUrls: true, strict: false })
    expect(config.nav).toBeUndefined()
    expect({ problems, notices }).toEqual({ problems: [], notices: [] })
  })

  test('an empty file is as good as none', () => {
    expect(read('# later\n')).toMatchObject({ config: { name: 'Payments' }, problems: [], notices: [] })
  })
})

describe('what a config says', () => {
  test('names, folders, and settings are taken over', () => {
    const { config, problems } = read(`
site_name: Box Office
site_description: Tickets
site_url: https://docs.example.org/box
docs_dir: ./content/
use_directory_urls: no
copyright: <b>Us</b>
theme: { name: material, language: de, direction: ltr, features: [navigation.tabs, navigation.indexes] }
extra: { strict-python-markdown: true }
exclude_docs: |
  drafts/
  !drafts/keep.md
repo_url: https://git.example.org/box
edit_uri: edit/main/content/
plugins: [techdocs-core, search]
`)
    expect(problems).toEqual([])
    expect(config).toMatchObject({
      name: 'Box Office',
      description: 'Tickets',
      url: 'https://docs.example.org/box/',
      docsFolder: 'content',
      useDirectoryUrls: false,
      copyright: '<b>Us</b>',
      language: 'de',
      direction: 'ltr',
      strict: true,
      repository: { url: 'https://git.example.org/box', editUri: 'edit/main/content/' },
    })
    expect(config.excluded).toEqual(['drafts/', '!drafts/keep.md', ''])
    expect([...config.features]).toEqual(['navigation.tabs', 'navigation.indexes'])
  })

  test('nav keeps every form that MkDocs takes, with its lines', () => {
    const { config, problems } = read(`nav:
  - index.md
  - Start: start.md
  - 1.0: releases/one.md
  - Guide:
      - guide/a.md
      - Deep: { Deeper: guide/b.md }
  - Elsewhere: https://example.org
  - Tools: '!include ./tools/mkdocs.yml'
  - Unquoted: !include ./more/mkdocs.yml
`)
    expect(problems).toEqual([])
    expect(config.nav).toEqual([
      { target: 'index.md', line: 2 },
      { title: 'Start', target: 'start.md', line: 3 },
      { title: '1.0', target: 'releases/one.md', line: 4 },
      {
        title: 'Guide',
        line: 5,
        entries: [
          { target: 'guide/a.md', line: 6 },
          { title: 'Deep', line: 7, entries: [{ title: 'Deeper', target: 'guide/b.md', line: 7 }] },
        ],
      },
      { title: 'Elsewhere', target: 'https://example.org', line: 8 },
      { title: 'Tools', target: '!include ./tools/mkdocs.yml', line: 9 },
      { title: 'Unquoted', target: '!include ./more/mkdocs.yml', line: 10 },
    ])
  })

  test('redirects, excluded files, and plugins in groups are read', () => {
    const { config, problems } = read(`plugins:
  - group:
      plugins:
        - redirects: { redirect_maps: { old.md: new.md, gone.md: 'https://example.org/x' } }
  - exclude: { glob: ['*.tmp.md', drafts/*] }
  - awesome-pages
`)
    expect(problems).toEqual([])
    expect(config.redirects).toEqual([
      { from: 'old.md', to: 'new.md', line: 4 },
      { from: 'gone.md', to: 'https://example.org/x', line: 4 },
    ])
    expect(config).toMatchObject({ excluded: ['', '*.tmp.md', 'drafts/*'], usesPagesFiles: true })
  })
})

describe('extensions', () => {
  test('the settings of a site lie over those of techdocs-core, one by one', () => {
    const { extensions } = read(`markdown_extensions:
  - toc: { toc_depth: 3 }
  - pymdownx.keys
  - markdown.extensions.footnotes: { BACKLINK_TEXT: up }
  - pymdownx.extra: { pymdownx.superfences: { preserve_tabs: true } }
`).config
    expect(extensions.get('toc')).toEqual({ permalink: true, toc_depth: 3 })
    expect(extensions.get('pymdownx.keys')).toEqual({})
    expect(extensions.get('footnotes')).toEqual({ BACKLINK_TEXT: 'up' })
    expect(extensions.get('pymdownx.superfences')).toEqual({ preserve_tabs: true })
    expect(extensions.get('pymdownx.betterem')).toEqual({ smart_enable: 'all' })
    expect(extensions.has('admonition')).toBe(true)
  })

  test('blocks take the place of the indented forms', () => {
    const { extensions } = read('plugins: [{ techdocs-core: { use_pymdownx_blocks: true } }]').config
    expect(extensions.has('admonition')).toBe(false)
    expect(extensions.get('pymdownx.blocks.details')).toMatchObject({
      types: expect.arrayContaining([{ name: 'details-tip', class: 'tip' }]),
    })
  })
})

describe('attacks', () => {
  test.each([
    {
      attack: 'a docs folder above',
      text: 'docs_dir: ../..',
      left: '1: "docs_dir" leads out of the folder of mkdocs.yml',
    },
    { attack: 'an absolute docs folder', text: 'docs_dir: /etc', left: '1: "docs_dir" leads out' },
    { attack: 'a docs folder with backslashes', text: 'docs_dir: docs\\..\\..', left: '1: "docs_dir" leads out' },
    { attack: 'hooks', text: 'site_name: X\nhooks: [evil.py]', left: '2: "hooks" is not used here.' },
    { attack: 'inheritance', text: 'INHERIT: ../../base.yml', left: '1: "INHERIT" is not used here.' },
    { attack: 'scripts', text: 'extra_javascript: [evil.js]', left: '1: "extra_javascript" is not used here.' },
    { attack: 'own templates', text: 'theme:\n  custom_dir: evil', left: '2: "theme.custom_dir" is not used here.' },
    {
      attack: 'an extension that names code',
      text: 'markdown_extensions:\n  - evil:Code',
      left: '2: The Markdown extension "evil:Code"',
    },
    {
      attack: 'snippets from elsewhere',
      text: 'markdown_extensions:\n  - pymdownx.snippets:\n      base_path: /',
      left: '2: Settings of "pymdownx.snippets"',
    },
    {
      attack: 'a program for diagrams',
      text: 'markdown_extensions:\n  - plantuml_markdown:\n      plantuml_cmd: rm',
      left: '3: "plantuml_cmd"',
    },
    { attack: 'an address that runs', text: 'repo_url: javascript:alert(1)', left: '1: "repo_url" is not an address' },
    {
      attack: 'stars that multiply',
      text: `exclude_docs: "${'*a'.repeat(40)}"`,
      left: '1: A line of "exclude_docs" has too many stars',
    },
  ])('$attack is left out and named', ({ text, left }) => {
    expect(dropped(text)).toEqual([expect.stringContaining(left)])
    const { config } = read(text)
    expect(config.docsFolder).toBe('docs')
    expect(config.extensions.get('pymdownx.snippets')).toEqual({})
    expect(config.extensions.get('plantuml_markdown')).toEqual({})
    expect(config.repository.url).toBeUndefined()
    expect(config.excluded).not.toContain('*a'.repeat(40))
  })

  test('tags of Python become the names they carry, and the environment stays unread', () => {
    const { config, problems } = read(`site_name: !ENV [PATH, 'The fallback']
site_description: !ENV HOME
markdown_extensions:
  - pymdownx.superfences:
      custom_fences:
        - { name: mermaid, class: mermaid, format: !!python/name:pymdownx.superfences.fence_code_format }
  - toc: { slugify: !!python/object/apply:os.system { args: ['id'] } }
`)
    expect(problems).toEqual([])
    expect(config).toMatchObject({ name: 'The fallback', description: undefined })
    expect(config.extensions.get('pymdownx.superfences')).toMatchObject({
      custom_fences: [{ format: 'pymdownx.superfences.fence_code_format' }],
    })
    expect(config.extensions.get('toc')).toEqual({ permalink: true, slugify: 'os.system' })
  })

  test.each([
    {
      attack: 'laughs by the billion',
      text: `a: &a [x,x,x,x,x,x,x,x,x]\n${'bcdefghi'.replace(/./g, (key, at) => `${key}: &${key} [${`*${'abcdefgh'[at]},`.repeat(9)}]\n`)}`,
    },
    { attack: 'deep nesting', text: `nav: ${'['.repeat(100_000)}` },
    { attack: 'a huge file', text: `a: ${'x'.repeat(1_000_001)}` },
  ])('$attack leaves a site with default settings', ({ text }) => {
    const { config, notices, problems } = read(text)
    expect(config).toMatchObject({ name: 'Payments', docsFolder: 'docs' })
    expect(notices.map(({ code }) => code)).toEqual(['config-broken'])
    expect(problems.map(({ code }) => code)).toEqual(['broken-config'])
  })

  test('a navigation without end is cut', () => {
    const { config, problems } = read(`nav: [${'a.md,'.repeat(20_100)}]`)
    expect(config.nav).toHaveLength(20_000)
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('more than 20000 entries') })])
  })

  test('a navigation without bottom is cut', () => {
    const { config, problems } = read(`nav: ${'[{a: '.repeat(40)}x.md${'}]'.repeat(40)}`)
    expect(problems).toEqual([expect.objectContaining({ message: expect.stringContaining('deeper than 20 levels') })])
    expect(config.nav).toHaveLength(1)
  })
})

describe('mistakes', () => {
  test('a file that is no YAML gives default settings, and a loud notice with the line', () => {
    const { config, notices, problems } = read('site_name: X\nnav: [a.md\nplugins: []\n')
    expect(config).toMatchObject({ name: 'Payments', isWritten: false })
    expect(notices[0]?.message).toContain('(mkdocs.yml, line ')
    expect(problems).toEqual([
      expect.objectContaining({ code: 'broken-config', file: 'mkdocs.yml', line: expect.any(Number) }),
    ])
  })

  test('plugins that only MkDocs runs are named to readers and to the owner', () => {
    const { notices, problems } = read(
      'plugins:\n  - techdocs-core\n  - macros\n  - mkdocstrings:\n      handlers: {}\n',
    )
    expect(notices).toEqual([{ code: 'plugin-missing', message: expect.stringContaining('macros, mkdocstrings') }])
    expect(problems.map(({ line }) => line)).toEqual([3, 4])
  })

  test('values of the wrong kind are left out by themselves', () => {
    expect(
      dropped(
        'site_name: [a]\nuse_directory_urls: maybe\nnav:\n  - 1: null\n  - [x]\nplugins: [[a]]\nmarkdown_extensions: [[b]]',
      ),
    ).toEqual([
      expect.stringContaining('6: An entry of "plugins"'),
      expect.stringContaining('7: An entry of "markdown_extensions"'),
      expect.stringContaining('1: "site_name" is not a text'),
      expect.stringContaining('4: "1" of "nav" leads nowhere'),
      expect.stringContaining('5: An entry of "nav"'),
      expect.stringContaining('2: "use_directory_urls" is neither'),
    ])
  })
})
