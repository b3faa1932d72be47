import { resolve } from 'node:path'
import { type Command, parseOptions, UsageError } from '@callboard/kernel'
import { publishFolder } from '../published/publish-folder.ts'
import { openNamedStore, storeFlags, storeOptions } from './store-flags.ts'

/** `callboard techdocs publish` (spec/techdocs.md 7). */
export const publish: Command = {
  name: 'techdocs publish',
  usage: '--publisher-type TYPE --storage-name NAME --entity NAMESPACE/KIND/NAME [--directory ./site/]',
  summary: 'Puts a site that was made before where portals read it, and removes what it no longer has.',
  options: [
    ...storeOptions,
    ['--entity NAMESPACE/KIND/NAME', 'Whose docs these are: default/Component/shop.'],
    ['--directory DIR', 'The site. Default: ./site/.'],
    ['--legacyUseCaseSensitiveTripletPaths', 'Do not lower the case of the entity.'],
  ],
  async run(args, terminal) {
    const { values } = parseOptions(args, {
      ...storeFlags,
      entity: { type: 'string' },
      directory: { type: 'string', default: './site/' },
      legacyUseCaseSensitiveTripletPaths: { type: 'boolean' },
    })
    const prefix = prefixOf(values.entity, values.legacyUseCaseSensitiveTripletPaths === true)
    const store = await openNamedStore(values, terminal)
    const { written, removed } = await publishFolder(resolve(terminal.cwd, values.directory), {
      ...{ store, prefix, tell: terminal.tell },
    })
    terminal.print(`${written} files published at ${prefix}, ${removed} stale ones removed`)
    return 0
  },
}

/** Where the site of an entity is in a store. */
function prefixOf(entity: string | undefined, keepsCase: boolean): string {
  const parts = entity?.split('/') ?? []
  if (parts.length !== 3 || parts.some((part) => !/^[\w.-]+$/.test(part) || part === '.' || part === '..')) {
    throw new UsageError('--entity has to be namespace/kind/name: default/component/shop.')
  }
  const prefix = parts.join('/')
  return keepsCase ? prefix : prefix.toLowerCase()
}
