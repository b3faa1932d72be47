import { useId } from 'react'
import { useLanguageChoices } from '../text/use-speech.ts'
import { type Text, useLanguageTag, useShellText } from '../text/use-text.tsx'
import { type ThemeChoice as OneTheme, useDensity, useThemeChoices } from '../theme/use-theme.ts'
import { usePreference } from './preferences.ts'

/** Chooses how the portal looks. */
export function ThemeChoice() {
  const t = useShellText()
  const [theme = 'auto', choose] = usePreference('theme')
  const themes = useThemeChoices()
  return (
    <Choice
      label={t('theme', 'Theme')}
      value={themes.some(({ id }) => id === theme) ? theme : 'auto'}
      options={themes.map((choice) => [choice.id, themeTitle(choice, t)])}
      onChoose={choose}
    />
  )
}

/** What people call a theme. */
export function themeTitle({ id, title }: OneTheme, t: Text): string {
  if (id === 'auto') return t('theme.auto', 'As the system')
  if (id === 'light') return t('theme.light', 'Light')
  if (id === 'dark') return t('theme.dark', 'Dark')
  return title ?? id
}

/** Chooses the language. */
export function LanguageChoice() {
  const t = useShellText()
  const [, choose] = usePreference('language')
  const languages = useLanguageChoices()
  return (
    <Choice
      label={t('language', 'Language')}
      value={useLanguageTag()}
      options={languages.map(({ tag, title }) => [tag, title])}
      onChoose={choose}
    />
  )
}

/** Chooses how far apart rows stand. */
export function DensityChoice() {
  const t = useShellText()
  const [density, choose] = useDensity()
  return (
    <Choice
      label={t('density', 'Density of tables')}
      value={density}
      options={[
        ['comfortable', t('density.comfortable', 'Comfortable')],
        ['compact', t('density.compact', 'Compact')],
      ]}
      onChoose={(chosen) => choose(chosen === 'compact' ? 'compact' : 'comfortable')}
    />
  )
}

interface ChoiceProps {
  label: string
  value: string
  options: readonly (readonly [value: string, title: string])[]
  onChoose: (value: string) => void
}

function Choice({ label, value, options, onChoose }: ChoiceProps) {
  const id = useId()
  return (
    <div className="cb-choice">
      <label htmlFor={id}>{label}</label>
      <select id={id} value={value} onChange={(event) => onChoose(event.target.value)}>
        {options.map(([option, title]) => (
          <option key={option} value={option}>
            {title}
          </option>
        ))}
      </select>
    </div>
  )
}
