import { mkdir, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { type Command, parseOptions, UsageError } from '@callboard/kernel'
import { runMkdocs } from '../published/run-mkdocs.ts'
import type { Site } from '../site/site.ts'
import { openFolderSite } from './folder-site.ts'
import { renderServices } from './render-services.ts'

/** What pipelines give to the field's command, and what means nothing where neither Docker nor Python is wanted. */
const withoutMeaning = {
  'docker-image': { type: 'string' },
  'no-pull': { type: 'boolean' },
  'no-docker': { type: 'boolean' },
  omitTechdocsCoreMkdocsPlugin: { type: 'boolean' },
  legacyCopyReadmeMdToIndexMd: { type: 'boolean' },
  defaultPlugin: { type: 'string', multiple: true },
  runAsDefaultUser: { type: 'boolean' },
} as const

/** `callboard techdocs generate` (spec/techdocs.md 7), and under its other name `build`. */
const generating = (name: string): Command => ({
  name,
  usage: '[--source-dir .] [--output-dir ./site/]',
  summary: 'Makes a docs site of a folder with Markdown, for publishing it.',
  options: [
    ['--source-dir DIR', 'The folder of mkdocs.yml. Default: this one.'],
    ['--output-dir DIR', 'Where the site goes. Default: ./site/.'],
    [
      '--techdocs-ref REF',
      'Where the folder is for people, for links to edit: url:https://github.com/acme/shop/tree/main/.',
    ],
    ['--etag TEXT', 'The version of the source, for the metadata. Default: made of the files.'],
    ['--site-name NAME', 'The name of a site that has no mkdocs.yml.'],
    ['--mkdocs', 'Let the MkDocs of this machine build it, with its plugins.'],
    ['-v, --verbose', 'Tell every file.'],
    ['', 'The flags of techdocs-cli about Docker and plugins are taken, and mean nothing.'],
  ],
  async run(args, terminal) {
    const { values } = parseOptions(args, {
      'source-dir': { type: 'string', default: '.' },
      'output-dir': { type: 'string', default: './site/' },
      'techdocs-ref': { type: 'string' },
      etag: { type: 'string' },
      'site-name': { type: 'string' },
      mkdocs: { type: 'boolean' },
      verbose: { type: 'boolean', short: 'v' },
      ...withoutMeaning,
    })
    const folder = resolve(terminal.cwd, values['source-dir'])
    const output = resolve(terminal.cwd, values['output-dir'])
    const nowMs = Date.now()
    if (values.mkdocs) {
      const { files } = await runMkdocs({
        folder,
        output,
        env: terminal.env,
        siteName: values['site-name'],
        nowMs,
        etag: values.etag,
      })
      terminal.print(`${files} files in ${output}, built by MkDocs`)
      return 0
    }
    const services = renderServices()
    const sourceUrl = urlOf(values['techdocs-ref'])
    const site = await openFolderSite({ folder, siteName: values['site-name'], sourceUrl, nowMs }, services)
    for (const { message } of site.notices) terminal.tell(message)
    const files = await writeSite(site, { output, etag: values.etag, tell: values.verbose ? terminal.tell : () => {} })
    for (const { file, line, message } of await site.problems()) {
      terminal.tell(`${file}${line === undefined ? '' : `:${line}`}  ${message}`)
    }
    terminal.print(`${files} files in ${output}`)
    return 0
  },
})

export const generate = generating('techdocs generate')
export const build = generating('techdocs build')

function urlOf(ref: string | undefined): string | undefined {
  if (ref === undefined) return undefined
  if (!ref.startsWith('url:')) throw new UsageError('--techdocs-ref has to be url: and an address.')
  return ref.slice('url:'.length)
}

async function writeSite(
  site: Site,
  { output, etag, tell }: { output: string; etag: string | undefined; tell(text: string): void },
): Promise<number> {
  const files = await site.files()
  for (const file of files) {
    const content = (await site.asset(file)) ?? (await site.document(file))
    if (content === undefined) throw new Error(`${file} is a file of the site, and nothing is in it.`)
    const path = join(output, file)
    await mkdir(dirname(path), { recursive: true })
    await writeFile(path, file === 'techdocs_metadata.json' && etag !== undefined ? withEtag(content, etag) : content)
    tell(file)
  }
  return files.length
}

const withEtag = (metadata: Buffer | string, etag: string) => JSON.stringify({ ...JSON.parse(String(metadata)), etag })
