/** A file of a store. */
export interface StoredObject {
  body: Buffer
  /** Changes when the content does. */
  version: string
}

/** A place where published sites are: a folder, a bucket, a container (spec/techdocs.md 5). Keys have no leading slash. */
export interface ObjectStore {
  /** Undefined when there is none. */
  read(key: string): Promise<StoredObject | undefined>
  exists(key: string): Promise<boolean>
  write(key: string, body: Buffer, contentType: string): Promise<void>
  /** Nothing happens when there is none. */
  remove(key: string): Promise<void>
  /** Keys that begin with this. */
  list(prefix: string): AsyncIterable<string>
}
