import { Button, useLanguageTag, useText } from '@callboard/web'
import { type UIEvent, useLayoutEffect, useRef, useState } from 'react'
import { ansiPieces, withoutAnsi } from './ansi.ts'
import type { LogLine } from './task-story.ts'

/** What {@link LogLines} shows. */
export interface LogLinesProps {
  lines: readonly LogLine[]
  /** The line to bring into sight, from 0. */
  target: number | undefined
  /** What to mark. */
  wanted: string
  isLive: boolean
}

const lineHeight = 20
/** Lines drawn beyond what is in sight, for quick scrolling. */
const spare = 20
/** Longer lines are cut: a browser takes seconds to lay one of a megabyte out. */
const longestShown = 4_000

/** Lines of a log. Only those in sight are in the page, however many there are; the end is followed while more come. */
export function LogLines({ lines, target, wanted, isLive }: LogLinesProps) {
  const t = useText()
  const frame = useRef<HTMLElement>(null)
  const [view, setView] = useState({ top: 0, height: 480 })
  const [isFollowing, setFollowing] = useState(isLive)
  const time = useTime()

  useLayoutEffect(() => {
    const element = frame.current
    if (!element) return
    if (isFollowing && target === undefined) element.scrollTop = element.scrollHeight
    setView({ top: element.scrollTop, height: element.clientHeight || 480 })
  }, [lines.length, isFollowing])

  useLayoutEffect(() => {
    if (target === undefined) return
    setFollowing(false)
    frame.current?.scrollTo?.({ top: Math.max(0, (target - 6) * lineHeight) })
  }, [target])

  function see({ currentTarget: { scrollTop, clientHeight, scrollHeight } }: UIEvent<HTMLElement>) {
    setView({ top: scrollTop, height: clientHeight })
    // Whoever scrolls up wants to read; whoever comes back to the end wants to watch.
    setFollowing(scrollTop + clientHeight > scrollHeight - 2 * lineHeight)
  }

  const first = Math.max(0, Math.floor(view.top / lineHeight) - spare)
  const last = Math.min(lines.length, Math.ceil((view.top + view.height) / lineHeight) + spare)
  return (
    <div className="task-lines-frame">
      <section
        ref={frame}
        className="task-lines"
        aria-label={t('log.lines', 'Lines of the log')}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        onScroll={see}
      >
        <div className="task-lines-sheet" style={{ height: lines.length * lineHeight }}>
          <ol style={{ top: first * lineHeight }} start={first + 1}>
            {lines.slice(first, last).map((line, index) => (
              <li
                // Lines are only ever added at the end.
                key={first + index}
                data-level={line.level}
                data-target={first + index === target || undefined}
              >
                {line.at !== '' && <time dateTime={line.at}>{time.format(new Date(line.at))}</time>}
                <LineText text={line.text} wanted={wanted} />
              </li>
            ))}
          </ol>
        </div>
      </section>
      {isLive && !isFollowing && (
        <div className="task-follow">
          <Button icon="down" onPress={() => setFollowing(true)}>
            {t('log.follow', 'Follow the end')}
          </Button>
        </div>
      )}
    </div>
  )
}

function useTime() {
  const tag = useLanguageTag()
  return new Intl.DateTimeFormat(tag, { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' })
}

function LineText({ text, wanted }: { text: string; wanted: string }) {
  const shown = text.length > longestShown ? `${text.slice(0, longestShown)} …` : text
  const plain = withoutAnsi(shown)
  if (wanted !== '' && plain.toLowerCase().includes(wanted.toLowerCase()))
    return <Marked text={plain} wanted={wanted} />
  return (
    <span>
      {ansiPieces(shown).map(({ text, look }, place) => (
        <span key={place} className={look && `task-ansi-${look}`}>
          {text}
        </span>
      ))}
    </span>
  )
}

function Marked({ text, wanted }: { text: string; wanted: string }) {
  const at = text.toLowerCase().indexOf(wanted.toLowerCase())
  return (
    <span>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + wanted.length)}</mark>
      {text.slice(at + wanted.length)}
    </span>
  )
}
