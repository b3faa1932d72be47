import { Button, saveFile, useAnnounce, useText } from '@callboard/web'
import { useId, useMemo, useState } from 'react'
import { withoutAnsi } from './ansi.ts'
import { LogLines } from './LogLines.tsx'
import type { LogLine } from './task-story.ts'

/** What a {@link TaskLog} shows. */
export interface TaskLogProps {
  lines: readonly LogLine[]
  /** What the log is called when it is downloaded. */
  fileName: string
  /** More lines may come: the end stays in sight. */
  isLive: boolean
  /** What stands instead of lines while there are none. */
  empty: string
}

/** A log with search, copy and download. */
export function TaskLog({ lines, fileName, isLive, empty }: TaskLogProps) {
  const t = useText()
  const id = useId()
  const announce = useAnnounce()
  const [wanted, setWanted] = useState('')
  const [place, setPlace] = useState(0)
  const plain = useMemo(() => lines.map(({ text }) => withoutAnsi(text)), [lines])
  const found = useMemo(() => linesWith(plain, wanted), [plain, wanted])
  const current = found[place % Math.max(1, found.length)]

  function copy() {
    navigator.clipboard.writeText(plain.join('\n')).then(
      () =>
        announce(t('log.copied', '{count, plural, one {One line} other {# lines}} copied.', { count: lines.length })),
      () => announce(t('log.not-copied', 'The browser does not let this page copy. Download the log instead.')),
    )
  }

  return (
    <section className="task-log" aria-labelledby={id}>
      <div className="task-log-bar">
        <h2 id={id}>{t('log.title', 'Log')}</h2>
        <input
          type="search"
          value={wanted}
          aria-label={t('log.search', 'Search in the log')}
          placeholder={t('log.search', 'Search in the log')}
          onChange={({ target }) => {
            setWanted(target.value)
            setPlace(0)
          }}
          onKeyDown={({ key }) => {
            if (key === 'Enter') setPlace(place + 1)
          }}
        />
        <span role="status" className="cb-muted">
          {wanted !== '' &&
            t('log.found', '{count, plural, =0 {Not found.} one {# line.} other {# lines.}}', { count: found.length })}
        </span>
        {found.length > 1 && (
          <Button look="quiet" onPress={() => setPlace(place + 1)}>
            {t('log.next', 'Next')}
          </Button>
        )}
        <span className="task-log-actions">
          <Button look="quiet" icon="copy" onPress={copy}>
            {t('log.copy', 'Copy')}
          </Button>
          <Button
            look="quiet"
            icon="download"
            onPress={() => saveFile(new Blob([logFile(lines, plain)], { type: 'text/plain' }), fileName)}
          >
            {t('log.download', 'Download')}
          </Button>
        </span>
      </div>
      {lines.length === 0 ? (
        <p className="task-log-empty">{empty}</p>
      ) : (
        <LogLines lines={lines} target={current} wanted={wanted} isLive={isLive} />
      )}
    </section>
  )
}

/** A file says on each line when it was written, where that is known. */
const logFile = (lines: readonly LogLine[], plain: readonly string[]) =>
  plain.map((text, place) => `${lines[place]?.at ?? ''} ${text}`.trimStart()).join('\n')

function linesWith(lines: readonly string[], wanted: string): number[] {
  if (wanted === '') return []
  const lower = wanted.toLowerCase()
  return lines.flatMap((line, place) => (line.toLowerCase().includes(lower) ? [place] : []))
}
