import type { AnyRoute, InputArguments, ReplyOf } from '../data/call.ts'
import type { IconName } from '../ui/icons.tsx'
import type { TextPiece } from '../ui/Marked.tsx'
import type { SearchResultType } from './search-extensions.ts'

/** What the command palette asks a {@link PaletteSource}. */
export interface PaletteQuestion {
  /** `any`: by name; `people`: typed after `@`; `kinds`: typed after `#`. */
  readonly scope: 'any' | 'people' | 'kinds'
  /** What was typed, without the sign before it. Empty for `any` only where the source is `asked` always. */
  readonly text: string
}

/** Something to go to, as the command palette lists it. Where an earlier line leads already, it is left out. */
export interface PaletteItem {
  /** Tells items apart; for an entity its ref. */
  readonly id: string
  readonly title: string
  /** The title in pieces, for a source that knows better than the palette what of it answers. */
  readonly pieces?: readonly TextPiece[] | undefined
  /** What else of it answers, in one line. */
  readonly excerpt?: readonly TextPiece[] | undefined
  /** What tells it from others of the same title. */
  readonly detail?: string | undefined
  readonly icon?: IconName | undefined
  /** A path of the portal, or a whole URL. */
  readonly to: string
  /** The heading it stands under, in the person's language; sources with the same heading share it. Default: the source's title. */
  readonly heading?: string | undefined
}

/** What a {@link PaletteSource} may use. */
export interface PaletteContext {
  /** Reads a route, of the own plugin unless the input says otherwise. Ends when nobody waits for the answer any more. */
  read<R extends AnyRoute>(route: R, ...input: InputArguments<R>): Promise<ReplyOf<R>>
  /** Begins the read of a `useFind` of the page that an item leads to. */
  findAhead<R extends AnyRoute>(route: R, ...input: InputArguments<R>): void
  /** Writes one of the plugin's texts. */
  text(key: string, english: string, values?: object): string
  /** How hits of each type of documents are shown, with their titles in the person's language. */
  resultTypes: readonly SearchResultType[]
}

/** How a {@link PaletteSource} finds things. */
export interface PaletteSearch {
  /** The best few items. Asked again with every pause in typing; rejections are shown as such. */
  search(question: PaletteQuestion, context: PaletteContext): Promise<readonly PaletteItem[]>
  /** Called when an item is highlighted: the page it leads to may begin to read. */
  prepare?(item: PaletteItem, context: PaletteContext): void
}

/** Finds things for the command palette, and for whoever came to an address that leads nowhere. */
export interface PaletteSource {
  readonly kind: 'palette-source'
  /** Configured as `palette-source:<plugin>/<id>`. */
  id: string
  /** The heading over what it finds; a language may replace it under the key `palette-source.<id>.title`. */
  title: string
  scopes: readonly PaletteQuestion['scope'][]
  /** `always`: before anything is typed, too. Default: only then. */
  asked?: 'always'
  /** The path of a page that shows everything that answers the text put behind it: `/search?query=`. The palette leads there. */
  allResults?: string
  /** Called when somebody looks for something. */
  load(): Promise<PaletteSearch>
}
