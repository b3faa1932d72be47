/** The merged configuration, read by dotted key (spec/platform.md 1.6). */
export interface RootConfig {
  /** The whole value under a key, or of everything; undefined when absent. */
  get(key?: string): unknown
  has(key: string): boolean
  /** @throws Error that names key and source when the value is present and no string. */
  getOptionalString(key: string): string | undefined
  /** @throws Error that names the key when it is absent. */
  getString(key: string): string
  getOptionalNumber(key: string): number | undefined
  getOptionalBoolean(key: string): boolean | undefined
  /** Where the winning value came from: `app-config.yaml:12`; undefined when absent. */
  source(key: string): string | undefined
  /** Called after a watched file changed and the whole was read again without error. */
  onChange(listener: () => void): () => void
}
