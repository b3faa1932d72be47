/** What a person wants a token to do. */
export interface WantedAccess {
  /** `read`, or `write` for both. */
  access: string
  /** Ids of plugins, with spaces or commas between; empty for all. */
  plugins: string
}

/** The scopes that allow what is wanted, and nothing else: `['catalog:read', 'catalog:write']`. */
export function scopesOf({ access, plugins }: WantedAccess): string[] {
  const deeds = access === 'write' ? ['read', 'write'] : ['read']
  const ids = [...new Set(plugins.split(/[\s,]+/).filter((id) => id !== ''))]
  return ids.length === 0 ? deeds : ids.flatMap((id) => deeds.map((deed) => `${id}:${deed}`))
}
