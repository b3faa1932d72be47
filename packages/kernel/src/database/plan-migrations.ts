/** A migration on disk. */
export interface MigrationFile {
  /** Without its ending: `0001-entities`. */
  name: string
  url: URL
}

/**
 * Which migrations remain. Touches nothing.
 *
 * @param applied - Names recorded in the database, in their order.
 * @param files - In their order.
 * @throws Error that says what to do when a file vanished, came late, or the database is newer than this version.
 */
export function planMigrations(
  pluginId: string,
  applied: readonly string[],
  files: readonly MigrationFile[],
): MigrationFile[] {
  const known = new Set(files.map((file) => file.name))
  const last = files.at(-1)?.name ?? ''
  const newer = applied.filter((name) => !known.has(name) && numberOf(name) > numberOf(last))
  if (newer.length > 0)
    throw new Error(
      `The database of plugin "${pluginId}" was migrated by a newer version of it (${newer.join(', ')} is unknown here). Start that version again, or restore a backup from before the upgrade.`,
    )
  const vanished = applied.find((name) => !known.has(name))
  if (vanished)
    throw new Error(
      `The migration ${vanished} of plugin "${pluginId}" was applied to this database, but its file is gone. Put the file back: released migrations are never renamed or removed.`,
    )
  const done = new Set(applied)
  const pending = files.filter((file) => !done.has(file.name))
  const late = pending.find((file) => numberOf(file.name) < numberOf(applied.at(-1) ?? ''))
  if (late)
    throw new Error(
      `The migration ${late.name} of plugin "${pluginId}" comes before ${applied.at(-1)}, which this database already has. Give it the next free number: order must be the same everywhere.`,
    )
  return pending
}

/**
 * The migrations among the names of a folder, in order.
 *
 * @throws Error when two have the same number.
 */
export function listMigrations(pluginId: string, names: readonly string[], dir: URL): MigrationFile[] {
  const files = names
    .filter((name) => /^\d{4}-[\w-]+\.(?:ts|mts|js|mjs)$/.test(name) && !name.endsWith('.d.ts'))
    .map((file) => ({ name: file.replace(/\.\w+$/, ''), url: new URL(file, dir) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
  for (const [i, file] of files.entries()) {
    const before = files[i - 1]
    if (before && numberOf(before.name) === numberOf(file.name))
      throw new Error(
        `The migrations ${before.name} and ${file.name} of plugin "${pluginId}" have the same number. Renumber the one that is not released yet.`,
      )
  }
  return files
}

const numberOf = (name: string) => Number(name.slice(0, 4))
