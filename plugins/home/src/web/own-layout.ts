/** A column of the home page: the wide one or the narrow one. */
export type Area = 'main' | 'aside'

/** The widgets that a person may move, by column, from the top, named as in `app.home`. */
export type Columns = Readonly<Record<Area, readonly string[]>>

/** Where a widget stands; `index` counts what is above it in its column. */
export interface Place {
  area: Area
  index: number
}

/**
 * What a person keeps of their arrangement. Only how it differs from the company's decides what is shown: a widget that
 * the company adds later appears, and one that it takes away disappears.
 */
export interface OwnLayout {
  main: readonly string[]
  aside: readonly string[]
  /** Shown by the company's layout, and not wanted. */
  hidden: readonly string[]
  /** Wanted, though the company's layout leaves them out. */
  added: readonly string[]
}

/** A widget that is installed, and the column that it was made for. */
export interface Offer {
  name: string
  area: Area
}

export const areas = ['main', 'aside'] as const

/** Reads what is kept; undefined when nobody has arranged anything. Whatever is odd in it is left out. */
export function parseOwnLayout(kept: object): OwnLayout | undefined {
  if (Object.keys(kept).length === 0) return undefined
  const names = (key: keyof OwnLayout): string[] => {
    const value: unknown = Reflect.get(kept, key)
    return Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
  }
  return { main: names('main'), aside: names('aside'), hidden: names('hidden'), added: names('added') }
}

/** The columns that a person sees: the company's, as they have changed them. */
export function applyOwnLayout(own: OwnLayout, company: Columns, offers: readonly Offer[]): Columns {
  const standing = new Map<string, Area>()
  for (const area of areas) for (const name of company[area]) standing.set(name, area)
  for (const { name, area } of offers) {
    if (own.added.includes(name) && !standing.has(name)) standing.set(name, area)
  }
  for (const name of own.hidden) standing.delete(name)
  const take = (name: string) => standing.delete(name)
  const main = own.main.filter(take)
  const aside = own.aside.filter(take)
  const rest = (area: Area) => [...standing].filter(([, made]) => made === area).map(([name]) => name)
  return { main: [...main, ...rest('main')], aside: [...aside, ...rest('aside')] }
}

/** What has to be kept for the person to see these columns again. */
export function ownLayoutOf(columns: Columns, company: Columns): OwnLayout {
  const shown = [...columns.main, ...columns.aside]
  const given = [...company.main, ...company.aside]
  return {
    ...columns,
    hidden: given.filter((name) => !shown.includes(name)),
    added: shown.filter((name) => !given.includes(name)),
  }
}

/** Where a widget stands; undefined when it is not shown. */
export function placeOf(columns: Columns, name: string): Place | undefined {
  const area = areas.find((area) => columns[area].includes(name))
  return area && { area, index: columns[area].indexOf(name) }
}

/** The columns with the widget at a place: moved there, or added. Places count without the widget itself. */
export function placeAt(columns: Columns, name: string, { area, index }: Place): Columns {
  const others = without(columns, name)
  return { ...others, [area]: others[area].toSpliced(index, 0, name) }
}

/** The columns without the widget. */
export const without = (columns: Columns, name: string): Columns => ({
  main: columns.main.filter((other) => other !== name),
  aside: columns.aside.filter((other) => other !== name),
})

/** A step that a widget makes: in its column, or to the other one. */
export type Step = 'up' | 'down' | 'across'

/** Where a step leads; undefined at the end of a column. */
export function stepFrom(columns: Columns, { area, index }: Place, step: Step): Place | undefined {
  if (step === 'across') {
    const other = area === 'main' ? 'aside' : 'main'
    return { area: other, index: Math.min(index, columns[other].length) }
  }
  const next = step === 'up' ? index - 1 : index + 1
  return next >= 0 && next < columns[area].length ? { area, index: next } : undefined
}
