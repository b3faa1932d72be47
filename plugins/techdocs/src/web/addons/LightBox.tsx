import { type DocsAddonProps, useText } from '@callboard/web'
import { useEffect, useState } from 'react'
import { Enlarged } from './Enlarged.tsx'

/** Images and diagrams of a page open large: with a press, or with the keyboard. */
export function LightBox({ article }: DocsAddonProps) {
  const t = useText()
  const label = t('image.enlarge', 'Enlarge')
  const [pictures, setPictures] = useState<readonly Element[]>([])
  const [shown, setShown] = useState<number>()

  useEffect(() => {
    if (!article) return undefined
    setShown(undefined)
    const prepare = () => setPictures(offerPictures(article, label))
    prepare()
    // Diagrams are drawn when the page is there already.
    const observer = new MutationObserver(prepare)
    for (const diagram of article.querySelectorAll('.td-diagram')) observer.observe(diagram, { childList: true })
    return () => observer.disconnect()
  }, [article, label])

  useEffect(() => {
    if (!article) return undefined
    const open = ({ target }: MouseEvent) => {
      const button = target instanceof Element ? target.closest('.td-enlarge') : null
      const place = pictures.findIndex((picture) => picture.closest('.td-enlarge, .td-diagram') === parentOf(button))
      if (button && place >= 0) setShown(place)
    }
    article.addEventListener('click', open)
    return () => article.removeEventListener('click', open)
  }, [article, pictures])

  if (shown === undefined) return null
  return <Enlarged pictures={pictures} shown={shown} onShow={setShown} onClose={() => setShown(undefined)} />
}

/** A button around each image, or over a diagram, whose words may be selected. */
function offerPictures(article: HTMLElement, label: string): Element[] {
  const images = Array.from(article.querySelectorAll('img')).filter(
    (image) => !image.closest('a, .td-enlarge, .td-diagram') && !image.matches('.emojione, .twemoji'),
  )
  for (const image of images) {
    const button = enlargeButton(image.alt ? `${label}: ${image.alt}` : label)
    image.replaceWith(button)
    button.append(image)
  }
  for (const svg of article.querySelectorAll('.td-diagram > svg')) {
    const frame = svg.parentElement
    if (frame && !frame.querySelector('.td-enlarge')) frame.append(enlargeButton(label))
  }
  return Array.from(article.querySelectorAll('.td-enlarge > img, .td-diagram > svg'))
}

function enlargeButton(label: string): HTMLButtonElement {
  const button = document.createElement('button')
  button.type = 'button'
  button.className = 'td-enlarge'
  button.setAttribute('aria-label', label)
  return button
}

const parentOf = (button: Element | null) => button?.closest('.td-diagram') ?? button
