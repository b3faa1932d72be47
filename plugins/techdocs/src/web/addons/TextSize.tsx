import { type DocsAddonProps, useText } from '@callboard/web'
import { useState } from 'react'
import { applyTextSize, keepTextSize, readTextSize, textSizes } from './text-size.ts'

/** How large the text of docs is, kept in this browser. */
export function TextSize({ article }: DocsAddonProps) {
  const t = useText()
  const [percent, setPercent] = useState(readTextSize)

  function choose(next: number) {
    setPercent(next)
    keepTextSize(next)
    applyTextSize(article, next)
  }
  return (
    <fieldset className="td-text-size">
      <legend>{t('text-size', 'Text size')}</legend>
      {textSizes.map((size) => (
        <label key={size}>
          <input type="radio" name="td-text-size" checked={size === percent} onChange={() => choose(size)} />
          {size === 100 ? t('text-size.usual', 'Usual') : `${size} %`}
        </label>
      ))}
    </fieldset>
  )
}
