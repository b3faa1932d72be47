import { parseEntityRef } from '@callboard/model'
import { Boundary, KindIcon, shortRef, useText } from '@callboard/web'
import { type FocusEvent, type PointerEvent, type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react'
import { useEntity } from '../api.ts'
import { specRef, specText, titleOf } from '../entity-names.ts'

/** Somebody who stays this long on a link means it. */
const intentMs = 450
/** Enough to move from the link to the card. */
const graceMs = 250
/** Between the link and the card. */
const gap = 6

/** A link that is peeked at. */
interface Peeked {
  entityRef: string
  link: HTMLElement
}

/**
 * Shows a card about the entity whose link, one with `isPeekable`, somebody stays on: with the pointer, or with the focus
 * of the keyboard. It stays while the pointer is on it, and goes with Escape; a touch opens the page instead. The card says
 * nothing that the entity's page does not, and reads what the page will read.
 */
export function Peek({ children }: { children: ReactNode }) {
  const [peeked, setPeeked] = useState<Peeked>()
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const isOpen = peeked !== undefined

  function after(ms: number, next: Peeked | undefined) {
    clearTimeout(timer.current)
    timer.current = setTimeout(() => setPeeked(next), ms)
  }
  function end() {
    clearTimeout(timer.current)
    setPeeked(undefined)
  }
  function point({ target, pointerType }: PointerEvent) {
    if (pointerType === 'touch' || !(target instanceof Element)) return
    const next = peekedAt(target)
    if (target.closest('.cat-peek') || (next && next.link === peeked?.link)) clearTimeout(timer.current)
    else if (next) after(intentMs, next)
    else after(graceMs, undefined)
  }
  function focus({ target }: FocusEvent) {
    const next = target.matches(':focus-visible') ? peekedAt(target) : undefined
    if (next) after(intentMs, next)
  }

  useEffect(() => () => clearTimeout(timer.current), [])
  useEffect(() => {
    if (!isOpen) return undefined
    const close = () => setPeeked(undefined)
    const closeByKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // Only the top layer: what is open below stays.
      event.stopPropagation()
      close()
    }
    globalThis.addEventListener('keydown', closeByKey, { capture: true })
    // The link goes elsewhere, or away.
    globalThis.addEventListener('scroll', close, { capture: true, passive: true })
    return () => {
      globalThis.removeEventListener('keydown', closeByKey, { capture: true })
      globalThis.removeEventListener('scroll', close, { capture: true })
    }
  }, [isOpen])

  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only watches what happens to the links inside
    <div
      onPointerOver={point}
      onPointerLeave={() => after(graceMs, undefined)}
      onFocus={focus}
      onBlur={end}
      // Whoever presses a key or a button does something else with the row. Captured: a key may move the focus.
      onKeyDownCapture={() => clearTimeout(timer.current)}
      onPointerDown={end}
    >
      {children}
      {peeked && (
        <Boundary key={peeked.entityRef} title={shortRef(peeked.entityRef)} loading={null} failed={null}>
          <PeekCard {...peeked} />
        </Boundary>
      )}
    </div>
  )
}

function PeekCard({ entityRef, link }: Peeked) {
  const t = useText()
  const entity = useEntity(parseEntityRef(entityRef))
  const card = useRef<HTMLDivElement>(null)
  useLayoutEffect(() => {
    if (card.current) placeBeside(card.current, link)
  }, [link])
  if (!entity) return null
  const owner = specRef(entity, 'owner', 'group')
  const kinds = [entity.kind, specText(entity, 'type'), specText(entity, 'lifecycle')].filter(Boolean)
  return (
    <div ref={card} className="cat-peek">
      <p className="cat-peek-title">
        <KindIcon kind={entity.kind} />
        {titleOf(entity)}
      </p>
      <p className="cb-muted">{kinds.join(' · ')}</p>
      {owner !== undefined && <p>{t('peek.owner', 'Owned by {owner}', { owner: shortRef(owner) })}</p>}
      {entity.metadata.description && <p className="cat-peek-text">{entity.metadata.description}</p>}
    </div>
  )
}

/** Below the link, or above it where there is no room; always inside the window. */
function placeBeside(card: HTMLElement, link: HTMLElement) {
  const { left, top, bottom } = link.getBoundingClientRect()
  const hasRoom = bottom + gap + card.offsetHeight <= globalThis.innerHeight
  card.style.top = `${hasRoom ? bottom + gap : Math.max(0, top - gap - card.offsetHeight)}px`
  card.style.left = `${Math.max(0, Math.min(left, globalThis.innerWidth - card.offsetWidth - gap))}px`
}

function peekedAt(target: Element): Peeked | undefined {
  const link = target.closest<HTMLElement>('a[data-peek]')
  const entityRef = link?.dataset.peek
  return link && entityRef ? { link, entityRef } : undefined
}
