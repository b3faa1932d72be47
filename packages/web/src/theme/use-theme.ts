import { useLayoutEffect } from 'react'
import { useExtensions, usePortal } from '../shell/portal.tsx'
import { usePreference } from '../shell/preferences.ts'

/** A look to choose: `auto`, `light`, `dark`, or the key of a theme extension. */
export interface ThemeChoice {
  id: string
  /** Undefined for the three that the shell names itself. */
  title?: string
}

/** Puts the chosen theme and the brand's colour on the page. Call once, in the shell. */
export function useAppliedTheme(): void {
  const [chosen = 'auto'] = usePreference('theme')
  const [density] = useDensity()
  const theme = useExtensions('theme').find(({ key }) => key === chosen)?.extension
  const accent = usePortal().config.text('app.branding.accentColor')

  useLayoutEffect(() => {
    const root = document.documentElement
    root.dataset.theme = theme ? theme.scheme : chosen === 'light' || chosen === 'dark' ? chosen : 'auto'
    const tokens = Object.entries(theme?.tokens ?? {}).map(([name, value]) => [`--${name}`, value] as const)
    if (accent) tokens.push(['--brand', accent])
    for (const [name, value] of tokens) root.style.setProperty(name, value)
    return () => {
      for (const [name] of tokens) root.style.removeProperty(name)
    }
  }, [theme, chosen, accent])

  useLayoutEffect(() => {
    document.documentElement.dataset.density = density
  }, [density])
}

/** How far apart rows stand. */
export type Density = 'comfortable' | 'compact'

/** How far apart the person wants rows, and the way to change it. `--row` of tokens.css follows by itself. */
export function useDensity(): [density: Density, choose: (density: Density) => void] {
  const [chosen, choose] = usePreference('density')
  return [chosen === 'compact' ? 'compact' : 'comfortable', choose]
}

/** The themes there are. */
export function useThemeChoices(): ThemeChoice[] {
  const themes = useExtensions('theme')
  return [
    { id: 'auto' },
    { id: 'light' },
    { id: 'dark' },
    ...themes.map(({ key, extension }) => ({ id: key, title: extension.title })),
  ]
}
