import { Button, useAnnounce, useText } from '@callboard/web'
import { type UIEvent, useEffect, useMemo, useRef, useState } from 'react'
import { highlight, type SourceLanguage } from './highlight.ts'

/** What a {@link SourceText} shows. */
export interface SourceTextProps {
  text: string
  language: SourceLanguage
  /** What the file is called when it is downloaded. */
  fileName: string
  /** The line to bring into sight, from 1. */
  line?: number | undefined
}

const lineHeight = 20
/** Lines drawn beyond what is in sight, for quick scrolling. */
const spare = 20
/** Longer lines are cut: a browser takes seconds to lay one of a megabyte out. */
const longestShown = 4_000

/** A text with line numbers, search, copy and download. Only the lines in sight are in the page, however many there are. */
export function SourceText({ text, language, fileName, line }: SourceTextProps) {
  const t = useText()
  const lines = useMemo(() => text.replace(/\n$/, '').split('\n'), [text])
  const [wanted, setWanted] = useState('')
  const found = useMemo(() => linesWith(lines, wanted), [lines, wanted])
  const [place, setPlace] = useState(0)
  const current = found[place % Math.max(1, found.length)]
  const target = wanted === '' ? line : current === undefined ? undefined : current + 1
  return (
    <div className="cat-source">
      <div className="cat-source-bar">
        <label className="cat-source-search">
          <span className="cb-visually-hidden">{t('source.search', 'Search in the text')}</span>
          <input
            type="search"
            value={wanted}
            placeholder={t('source.search', 'Search in the text')}
            onChange={(event) => {
              setWanted(event.target.value)
              setPlace(0)
            }}
            onKeyDown={(event) => {
              if (event.key === 'Enter') setPlace(place + 1)
            }}
          />
        </label>
        <span role="status" className="cat-count">
          {wanted !== '' &&
            t('source.found', '{count, plural, =0 {Not found.} one {# line.} other {# lines.}}', {
              count: found.length,
            })}
        </span>
        {found.length > 1 && (
          <Button look="quiet" onPress={() => setPlace(place + 1)}>
            {t('source.next', 'Next')}
          </Button>
        )}
        <span className="cat-source-actions">
          <CopyButton text={text} />
          <Button icon="download" onPress={() => download(text, fileName)}>
            {t('source.download', 'Download')}
          </Button>
        </span>
      </div>
      <Lines lines={lines} language={language} target={target} wanted={wanted} />
    </div>
  )
}

interface LinesProps {
  lines: readonly string[]
  language: SourceLanguage
  target: number | undefined
  wanted: string
}

function Lines({ lines, language, target, wanted }: LinesProps) {
  const t = useText()
  const frame = useRef<HTMLElement>(null)
  const [view, setView] = useState({ top: 0, height: 800 })
  useEffect(() => {
    const element = frame.current
    if (!element) return
    setView({ top: element.scrollTop, height: element.clientHeight || 800 })
    if (target !== undefined) element.scrollTo?.({ top: Math.max(0, (target - 6) * lineHeight) })
  }, [target])
  const first = Math.max(0, Math.floor(view.top / lineHeight) - spare)
  const last = Math.min(lines.length, Math.ceil((view.top + view.height) / lineHeight) + spare)
  const digits = String(lines.length).length
  const see = ({ currentTarget }: UIEvent<HTMLElement>) =>
    setView({ top: currentTarget.scrollTop, height: currentTarget.clientHeight })
  return (
    <section
      ref={frame}
      className="cat-lines"
      aria-label={t('source.text', 'Text')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      onScroll={see}
    >
      <div className="cat-lines-sheet" style={{ height: lines.length * lineHeight }}>
        <pre style={{ top: first * lineHeight }}>
          {lines.slice(first, last).map((line, index) => (
            <Line
              key={first + index}
              number={String(first + index + 1).padStart(digits)}
              line={line}
              language={language}
              isTarget={first + index + 1 === target}
              wanted={wanted}
            />
          ))}
        </pre>
      </div>
    </section>
  )
}

interface LineProps {
  number: string
  line: string
  language: SourceLanguage
  isTarget: boolean
  wanted: string
}

function Line({ number, line, language, isTarget, wanted }: LineProps) {
  const shown = line.length > longestShown ? `${line.slice(0, longestShown)} …` : line
  return (
    <code className="cat-line" data-target={isTarget || undefined}>
      <span className="cat-line-number" aria-hidden="true">
        {number}
      </span>
      {wanted !== '' && shown.toLowerCase().includes(wanted.toLowerCase())
        ? marked(shown, wanted)
        : highlight(shown, language).map(({ text, role }, place) => (
            <span key={place} className={role && `cat-code-${role}`}>
              {text}
            </span>
          ))}
      {'\n'}
    </code>
  )
}

function marked(line: string, wanted: string) {
  const start = line.toLowerCase().indexOf(wanted.toLowerCase())
  const end = start + wanted.length
  return (
    <>
      {line.slice(0, start)}
      <mark>{line.slice(start, end)}</mark>
      {line.slice(end)}
    </>
  )
}

/** The places of the lines that have a text, without regard to case; none for no text. */
function linesWith(lines: readonly string[], wanted: string): number[] {
  if (wanted === '') return []
  const text = wanted.toLowerCase()
  return lines.flatMap((line, place) => (line.toLowerCase().includes(text) ? [place] : []))
}

function CopyButton({ text }: { text: string }) {
  const t = useText()
  const announce = useAnnounce()
  function copy() {
    // Browsers give the clipboard to pages of https and localhost only.
    const done =
      navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('This page may not use the clipboard.'))
    done.then(
      () => announce(t('source.copied', 'The text is copied.')),
      () => announce(t('source.not-copied', 'The browser does not let this page copy. Download it instead.')),
    )
  }
  return (
    <Button icon="copy" onPress={copy}>
      {t('source.copy', 'Copy')}
    </Button>
  )
}

function download(text: string, fileName: string) {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
