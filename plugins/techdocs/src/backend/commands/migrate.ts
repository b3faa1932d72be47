import { type Command, inParallel, parseOptions } from '@callboard/kernel'
import { contentTypeOf } from '../api/content-type.ts'
import { openNamedStore, storeFlags, storeOptions } from './store-flags.ts'

/** `callboard techdocs migrate` (spec/techdocs.md 7): once, for sites that were published with names in upper case. */
export const migrate: Command = {
  name: 'techdocs migrate',
  usage: '--publisher-type TYPE --storage-name NAME [--removeOriginal]',
  summary: 'Copies published sites to where portals look for them: the names of entities in lower case.',
  options: [...storeOptions, ['--removeOriginal', 'Remove what was copied.']],
  async run(args, terminal) {
    const { values } = parseOptions(args, {
      ...storeFlags,
      removeOriginal: { type: 'boolean' },
      // Of the field's command: here it is always a few at a time.
      concurrency: { type: 'string' },
    })
    const store = await openNamedStore(values, terminal)
    const all = await Array.fromAsync(store.list(''))
    const legacy = all.filter((key) => lowered(key) !== key)
    await inParallel(legacy, async (key) => {
      const object = await store.read(key)
      if (!object) return
      await store.write(lowered(key), object.body, contentTypeOf(key))
      if (values.removeOriginal) await store.remove(key)
    })
    terminal.print(`${legacy.length} of ${all.length} files ${values.removeOriginal ? 'moved' : 'copied'}`)
    return 0
  },
}

/** The three names of the entity in lower case, the rest as it is; what is no site's stays. */
function lowered(key: string): string {
  const parts = key.split('/')
  if (parts.length <= 3) return key
  return [...parts.slice(0, 3).map((part) => part.toLowerCase()), ...parts.slice(3)].join('/')
}
