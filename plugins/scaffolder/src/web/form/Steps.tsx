import { useText } from '@callboard/web'

/** What {@link Steps} shows. */
export interface StepsProps {
  titles: readonly string[]
  current: number
  onGoTo: (place: number) => void
}

/** The pages of a form: which one this is, and the way back to those before it. */
export function Steps({ titles, current, onGoTo }: StepsProps) {
  const t = useText()
  return (
    <nav aria-label={t('form.steps', 'Pages of this form')} className="scf-steps">
      <p className="scf-steps-short">
        {t('form.step', 'Step {place} of {count}', { place: current + 1, count: titles.length })}
      </p>
      <ol>
        {titles.map((title, place) => (
          // Two pages may have the same title; they never change places.
          <li key={place} aria-current={place === current ? 'step' : undefined} data-done={place < current}>
            {place < current ? (
              <button type="button" onClick={() => onGoTo(place)}>
                <span className="scf-step-number">{place + 1}</span>
                {title}
              </button>
            ) : (
              <span>
                <span className="scf-step-number">{place + 1}</span>
                {title}
              </span>
            )}
          </li>
        ))}
      </ol>
    </nav>
  )
}
