import { Icon, type IconName, useText } from '@callboard/web'
import type { ReactNode } from 'react'

/** A file as it is listed. */
export interface ListedFile {
  path: string
  /** Stands behind the name: what became of it. */
  mark?: ReactNode
}

/** What a {@link FileList} shows. */
export interface FileListProps {
  /** What the files are. */
  title: string
  files: readonly ListedFile[]
  shown: string | undefined
  onShow: (path: string) => void
}

/** Files by their paths, each below its folder. */
export function FileList({ title, files, shown, onShow }: FileListProps) {
  const t = useText()
  return (
    <nav aria-label={title} className="editor-files">
      <ul>
        {files.map(({ path, mark }, place) => {
          const parts = path.split('/')
          const before = files[place - 1]?.path.split('/') ?? []
          // Folders that the file before lies in have been named already.
          const fresh = parts.slice(0, -1).filter((_, depth) => !sameStart(parts, before, depth))
          const known = parts.length - 1 - fresh.length
          return (
            <li key={path}>
              {fresh.map((folder, depth) => (
                <Entry key={folder} icon="folder" depth={known + depth} name={folder} />
              ))}
              <button
                type="button"
                aria-current={path === shown ? 'true' : undefined}
                aria-label={t('editor.show-file', 'Show {path}', { path })}
                onClick={() => onShow(path)}
              >
                <Entry icon="source" depth={parts.length - 1} name={parts.at(-1) ?? path} />
                {mark}
              </button>
            </li>
          )
        })}
      </ul>
    </nav>
  )
}

const sameStart = (a: readonly string[], b: readonly string[], depth: number) =>
  depth < b.length - 1 && a.slice(0, depth + 1).every((part, place) => part === b[place])

const Entry = ({ icon, depth, name }: { icon: IconName; depth: number; name: string }) => (
  <span className="editor-entry" style={{ paddingLeft: `${depth * 0.9}rem` }}>
    <Icon name={icon} />
    {name}
  </span>
)
