/** A folder of files as it is somewhere: in a repository, below a template, in the workspace. */
export interface Tree {
  /** In the order of their paths, parents first. */
  folders: string[]
  files: TreeFile[]
  /** Where links lead is as they say; nobody has checked it. */
  links: { path: string; target: string }[]
}

/** One file of a tree. */
export interface TreeFile {
  /** Relative to the tree, `/` as separator. */
  path: string
  /** POSIX mode bits, if known. */
  mode?: number
  read(): Promise<Buffer>
}

/** The folders that the paths lie in, parents first. */
export function foldersOf(paths: Iterable<string>): string[] {
  const folders = new Set<string>()
  for (const path of paths) {
    for (let slash = path.indexOf('/'); slash !== -1; slash = path.indexOf('/', slash + 1))
      folders.add(path.slice(0, slash))
  }
  return [...folders].sort()
}
