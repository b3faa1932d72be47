import { type HomeWidget, type Placed, useAppConfig, useExtensions, useSetting } from '@callboard/web'
import { arrangeWidgets, nameOf } from './arrange-widgets.ts'
import { type Area, applyOwnLayout, type Columns, ownLayoutOf, parseOwnLayout } from './own-layout.ts'

/** The home page as this person sees it. */
export interface HomeLayoutState {
  /** What stands before the rest of a column, and stays there. */
  first: Readonly<Record<Area, readonly Placed<HomeWidget>[]>>
  /** What may be moved. */
  columns: Columns
  /** What may be added, in the order of the installed plugins. */
  offers: readonly Placed<HomeWidget>[]
  /** `company`: nobody has arranged anything. */
  state: 'reading' | 'company' | 'own'
  widgetOf(name: string): Placed<HomeWidget> | undefined
  /** Keeps other columns for the person. */
  arrange(columns: Columns): void
  /** Goes back to the company's layout. */
  reset(): void
}

const nothing: object = {}

/** The company's layout, as the person has changed it. */
export function useHomeLayout(): HomeLayoutState {
  const config = useAppConfig()
  const widgets = useExtensions('home-widget')
  const setting = useSetting<object>('home', 'layout', nothing)

  const layout = arrangeWidgets(widgets, { main: config.get('app.home.main'), aside: config.get('app.home.aside') })
  const company: Columns = { main: movable(layout.main), aside: movable(layout.aside) }
  const free = widgets.filter(({ extension }) => !extension.stays)
  const own = parseOwnLayout(setting.value)
  const made = free.map((widget) => ({ name: nameOf(widget), area: widget.extension.area ?? 'main' }))
  const columns = own ? applyOwnLayout(own, company, made) : company
  const shown = new Set([...columns.main, ...columns.aside])
  return {
    first: { main: layout.main.filter(staysFirst), aside: layout.aside.filter(staysFirst) },
    columns,
    offers: free.filter((widget) => !shown.has(nameOf(widget))),
    state: setting.state === 'reading' ? 'reading' : own ? 'own' : 'company',
    widgetOf: (name) => free.find((widget) => nameOf(widget) === name),
    // A failure is announced by the setting itself.
    arrange: (changed) => void setting.set(() => ownLayoutOf(changed, company)),
    reset: () => void setting.set(() => nothing),
  }
}

const staysFirst = ({ extension }: Placed<HomeWidget>) => extension.stays === 'first'

const movable = (widgets: readonly Placed<HomeWidget>[]) =>
  widgets.filter((widget) => !staysFirst(widget)).map((widget) => nameOf(widget))
