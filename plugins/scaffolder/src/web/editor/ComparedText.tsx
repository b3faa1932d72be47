import { Button, saveFile, useText } from '@callboard/web'
import { useMemo } from 'react'
import { type ComparedFile, diffLines } from './compare-files.ts'
import { bytesOfBase64, textOf } from './project.ts'

/** A file that a dry run made, with what is new in it, and a way to keep it. */
export function ComparedText({ compared: { path, change, file, before } }: { compared: ComparedFile }) {
  const t = useText()
  const text = useMemo(() => textOf(bytesOfBase64(file.base64Content)), [file])
  const old = useMemo(() => before && textOf(bytesOfBase64(before.base64Content)), [before])
  const lines =
    change === 'changed' && text !== undefined && old !== undefined && text !== old ? diffLines(old, text) : undefined
  return (
    <section className="editor-made-file" aria-label={path}>
      <header>
        <code>{path}</code>
        <Button
          look="quiet"
          icon="download"
          onPress={() => saveFile(new Blob([bytesOfBase64(file.base64Content)]), path.split('/').at(-1) ?? path)}
        >
          {t('log.download', 'Download')}
        </Button>
      </header>
      {text === undefined && <p className="cb-muted">{t('editor.binary', 'It is no text.')}</p>}
      {lines && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre className="editor-diff" tabIndex={0}>
          {lines.map(({ text, change }, place) => (
            <span key={place} data-change={change}>
              {signs[change]}
              {text}
              {'\n'}
            </span>
          ))}
        </pre>
      )}
      {text !== undefined && !lines && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: as above
        <pre className="editor-diff" tabIndex={0}>
          {text}
        </pre>
      )}
    </section>
  )
}

const signs = { added: '+ ', removed: '- ', same: '  ' }
