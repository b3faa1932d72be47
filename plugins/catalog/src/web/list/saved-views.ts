import { useSetting } from '@callboard/web'
import { changed, type ListState, writeListState } from './list-state.ts'

/** A list that somebody comes back to. */
export interface SavedView {
  title: string
  /** The query of its address. */
  search: string
}

/** The saved views of a person. */
export interface SavedViews {
  readonly views: readonly SavedView[]
  /** A view of the same title is replaced. */
  save(view: SavedView): Promise<void>
  remove(view: SavedView): Promise<void>
}

const none: readonly SavedView[] = []

/** What an address has of a list that is worth keeping: everything but the page. */
export const searchOf = (state: ListState): string => writeListState(changed(state, {})).toString()

/** The views that a person has saved, on whatever device. */
export function useSavedViews(): SavedViews {
  const { value, set } = useSetting<readonly SavedView[]>('catalog', 'views', none)
  const without = (views: readonly SavedView[], title: string) => views.filter((view) => view.title !== title)
  return {
    // Other programs may write there, too.
    views: value.filter((view) => typeof view?.title === 'string' && typeof view.search === 'string'),
    save: (view) => set((views) => [...without(views, view.title), view]),
    remove: ({ title }) => set((views) => without(views, title)),
  }
}
