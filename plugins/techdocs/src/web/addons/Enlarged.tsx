import { IconButton, useText } from '@callboard/web'
import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from 'react'

/** What {@link Enlarged} shows. */
export interface EnlargedProps {
  /** All images and drawings of the page. */
  pictures: readonly Element[]
  /** Which of them, from 0. */
  shown: number
  onShow: (place: number) => void
  onClose: () => void
}

/** 1 is as large as the window allows. */
const zooms = [1, 1.5, 2, 3, 4]

/** One picture over the whole window, to look at closely. */
export function Enlarged({ pictures, shown, onShow, onClose }: EnlargedProps) {
  const t = useText()
  const dialog = useRef<HTMLDialogElement>(null)
  const place = useRef<HTMLDivElement>(null)
  const [zoom, setZoom] = useState(0)
  const picture = pictures[shown]

  useEffect(() => {
    const opened = dialog.current
    opened?.showModal()
    return () => opened?.close()
  }, [])

  useLayoutEffect(() => {
    if (!picture) return
    const copy = picture.cloneNode(true)
    // A drawing brings the width that it has in the page.
    if (copy instanceof SVGElement) copy.style.maxWidth = ''
    place.current?.replaceChildren(copy)
    setZoom(0)
  }, [picture])

  const turn = (step: number) => onShow((shown + step + pictures.length) % pictures.length)
  const scale = (step: number) => setZoom(Math.min(Math.max(zoom + step, 0), zooms.length - 1))

  function onKeyDown({ key }: KeyboardEvent) {
    if (key === 'ArrowLeft' && zoom === 0 && pictures.length > 1) turn(-1)
    if (key === 'ArrowRight' && zoom === 0 && pictures.length > 1) turn(1)
    if (key === '+') scale(1)
    if (key === '-') scale(-1)
    if (key === '0') setZoom(0)
  }

  return (
    <dialog
      ref={dialog}
      className="td-enlarged"
      aria-label={nameOf(picture) || t('image', 'Image')}
      onClose={onClose}
      onKeyDown={onKeyDown}
    >
      <header>
        <span>{nameOf(picture)}</span>
        {pictures.length > 1 && (
          <>
            <IconButton icon="previous" label={t('image.previous', 'Previous image')} onPress={() => turn(-1)} />
            <IconButton icon="next" label={t('image.next', 'Next image')} onPress={() => turn(1)} />
          </>
        )}
        <IconButton icon="zoomOut" label={t('image.smaller', 'Smaller')} onPress={() => scale(-1)} />
        <IconButton icon="zoomIn" label={t('image.larger', 'Larger')} onPress={() => scale(1)} />
        <IconButton icon="close" label={t('close', 'Close')} onPress={onClose} />
      </header>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls */}
      <section className="td-enlarged-frame" tabIndex={0} aria-label={t('image', 'Image')}>
        <div ref={place} style={{ width: `${(zooms[zoom] ?? 1) * 100}%`, height: `${(zooms[zoom] ?? 1) * 100}%` }} />
      </section>
    </dialog>
  )
}

const nameOf = (picture: Element | undefined) => (picture instanceof HTMLImageElement ? picture.alt : '')
