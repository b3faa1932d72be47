import type { HomeWidget, Placed } from '@callboard/web'

/** The columns of the home page, as the config wants them. */
export interface HomeLayout {
  main: readonly Placed<HomeWidget>[]
  aside: readonly Placed<HomeWidget>[]
}

/**
 * Decides which widgets stand where.
 *
 * @param wanted - `app.home` as written. A column that it lists shows what the list names, in its order; the other one
 * shows what was made for it and is not named. Names that nothing installed has are left out.
 */
export function arrangeWidgets(
  widgets: readonly Placed<HomeWidget>[],
  wanted: { main?: unknown; aside?: unknown },
): HomeLayout {
  const main = named(wanted.main, widgets)
  const aside = named(wanted.aside, widgets)
  const taken = new Set([...(main ?? []), ...(aside ?? [])])
  const madeFor = (area: 'main' | 'aside') =>
    widgets.filter((widget) => (widget.extension.area ?? 'main') === area && !taken.has(widget))
  return { main: main ?? madeFor('main'), aside: aside ?? madeFor('aside') }
}

function named(names: unknown, widgets: readonly Placed<HomeWidget>[]): Placed<HomeWidget>[] | undefined {
  if (!Array.isArray(names)) return undefined
  return [...new Set(names)].flatMap((name) => widgets.find((widget) => nameOf(widget) === name) ?? [])
}

/** As `app.home` and the settings of people name it: `catalog/needs`. */
export const nameOf = ({ pluginId, extension }: Placed<HomeWidget>) => `${pluginId}/${extension.id}`
