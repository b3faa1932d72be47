/** A key-value store for what can be made again. Namespaced by plugin. A failing store never fails the caller. */
export interface Cache {
  get<T>(key: string): Promise<T | undefined>
  /** @param ttlMs - Default: `backend.cache.defaultTtl`. */
  set(key: string, value: unknown, options?: { ttlMs?: number }): Promise<void>
  delete(key: string): Promise<void>
}
