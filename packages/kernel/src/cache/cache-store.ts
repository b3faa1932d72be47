/** Where a cache keeps texts. May fail; the cache around it does not. */
export interface CacheStore {
  get(key: string): Promise<string | undefined>
  set(key: string, text: string, ttlMs: number | undefined): Promise<void>
  delete(key: string): Promise<void>
  close(): Promise<void>
}
