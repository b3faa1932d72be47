import { useDensity, useText } from '@callboard/web'

/** Sets how close rows stand, here and in all other tables. */
export function DensitySwitch() {
  const t = useText()
  const [density, choose] = useDensity()
  const isCompact = density === 'compact'
  return (
    <button
      type="button"
      className="cb-button cat-density"
      aria-pressed={isCompact}
      onClick={() => choose(isCompact ? 'comfortable' : 'compact')}
    >
      {t('density.compact', 'Compact')}
    </button>
  )
}
