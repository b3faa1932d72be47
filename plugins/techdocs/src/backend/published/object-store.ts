/** A place where published sites are: a folder, a bucket, a container (spec/techdocs.md 5). Keys have no leading slash. */
export interface ObjectStore {
  /** Undefined when there is none. */
  read(key: string): Promise<{ body: Buffer; version?: string } | undefined>
  exists(key: string): Promise<boolean>
  write(key: string, body: Buffer, contentType: string): Promise<void>
  remove(key: string): Promise<void>
  /** Keys below a prefix. */
  list(prefix: string): AsyncIterable<string>
}
