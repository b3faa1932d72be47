import type { ObjectStore } from './object-store.ts'

/** The same store as seen from a folder in it. */
export function below(rootPath: string | undefined, store: ObjectStore): ObjectStore {
  const root = (rootPath ?? '').replace(/^\/+/, '').replace(/\/+$/, '')
  if (root === '') return store
  return {
    read: (key) => store.read(`${root}/${key}`),
    exists: (key) => store.exists(`${root}/${key}`),
    write: (key, body, contentType) => store.write(`${root}/${key}`, body, contentType),
    remove: (key) => store.remove(`${root}/${key}`),
    async *list(prefix) {
      for await (const key of store.list(`${root}/${prefix}`)) yield key.slice(root.length + 1)
    },
  }
}
