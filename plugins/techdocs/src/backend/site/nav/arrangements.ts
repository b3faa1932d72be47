import type { DocsProblem } from '../../../model/site.ts'
import { configReader } from '../config/config-reader.ts'
import { readNav } from '../config/read-nav.ts'
import { readYaml } from '../config/read-yaml.ts'
import type { NavEntry, SiteConfig } from '../config/site-config.ts'
import { below, folderOf } from '../paths.ts'
import type { SiteFiles } from '../site.ts'

/** How a folder of pages stands in a navigation: what a file `.pages` of the plugin awesome-pages says. */
export interface Arrangement {
  /** The file, from the root of the site. */
  file: string
  title?: string
  isHidden: boolean
  isReversed: boolean
  /** Names of files and folders; `...` stands for all others. */
  nav?: NavEntry[]
}

/** Arrangements by folder among the docs, `''` being the docs folder. */
export type Arrangements = ReadonlyMap<string, Arrangement>

const fileName = '.pages'
const knownKeys = ['title', 'nav', 'order', 'hide']

/** Reads the files `.pages` of a site that asks for them. */
export async function readArrangements(
  { docsFolder, usesPagesFiles }: SiteConfig,
  files: SiteFiles,
): Promise<{ arrangements: Arrangements; problems: DocsProblem[] }> {
  const arrangements = new Map<string, Arrangement>()
  const problems: DocsProblem[] = []
  const root = below(docsFolder, '')
  for (const { path } of usesPagesFiles ? files.list() : []) {
    if (!path.startsWith(root) || (path !== root + fileName && !path.endsWith(`/${fileName}`))) continue
    const yaml = readYaml((await files.read(path))?.toString('utf8') ?? '')
    if (yaml.error) {
      const { line, message } = yaml.error
      problems.push({ code: 'broken-config', file: path, line, message: `The file cannot be read: ${message}` })
      continue
    }
    const reader = configReader(path, yaml)
    for (const key of Object.keys(reader.mapping)) {
      if (!knownKeys.includes(key)) reader.drop([key], `"${key}" is not used here.`)
    }
    arrangements.set(folderOf(path.slice(root.length)), {
      file: path,
      title: reader.text('title'),
      isHidden: reader.flag('hide') ?? false,
      isReversed: reader.text('order') === 'desc',
      nav: readNav(reader),
    })
    problems.push(...reader.problems)
  }
  return { arrangements, problems }
}
