import type { Entity, Permission } from '@callboard/model'
import type { ComponentType } from 'react'
import type { IconName } from '../ui/icons.tsx'
import type { DocsAddon } from './docs-extensions.ts'
import type { FormDecorator, FormField, FormLayout } from './form-extensions.ts'
import type { PaletteSource } from './palette-extensions.ts'
import type { SearchResultType } from './search-extensions.ts'

/** An entity as the catalog serves it, with its ref written out. */
export type EntityWithRef = Entity & {
  /** Canonical: `component:default/billing`. */
  readonly ref: string
}

/** What the component of an {@link EntityCard} gets. */
export interface EntityCardProps {
  entity: EntityWithRef
}

/** What the component of an {@link EntityTab} gets. */
export interface EntityTabProps {
  entity: EntityWithRef
}

/** A page with a URL of its own. */
export interface Page {
  readonly kind: 'page'
  /** Unique among the plugin's pages. The page is configured as `page:<plugin>/<id>`. */
  id: string
  /** From the root, `:name` for parameters, `/*` at the end for pages with URLs below: `/freezes`. */
  path: string
  /** English; a language may replace it under the key `page.<id>.title`. */
  title: string
  component: ComponentType
  icon?: IconName
  /** `shell` (default): the shell shows the title as the page's heading. `own`: the page renders a `PageHeading`. */
  heading?: 'shell' | 'own'
  /** `listed` (default when the path has no parameters): the sidebar leads to it. */
  sidebar?: 'listed' | 'hidden'
  /** Stands behind the title in the sidebar: a count. Shows nothing while it loads or when it fails. */
  badge?: ComponentType
  /**
   * Where the sidebar puts the link unless `app.sidebar` says otherwise: `administration` is the last group, and only there
   * where `permission.enabled` is set, since else nobody is an administrator.
   */
  group?: SidebarGroupName
  /** Who gets the link: only people with this permission. The page itself is guarded by what it reads. */
  allow?: Permission
  /** `entity`: links to entities lead here; the path has `:namespace`, `:kind` and `:name`. */
  subject?: 'entity'
}

/** A link in the sidebar that is no page of the plugin. */
export interface SidebarItem {
  readonly kind: 'nav-item'
  /** Configured as `nav-item:<plugin>/<id>`. */
  id: string
  title: string
  /** A path of the portal, or a whole URL. */
  to: string
  icon?: IconName
  /** Stands behind the title: a count. Shows nothing while it loads or when it fails. */
  badge?: ComponentType
  /** As of a {@link Page}. */
  group?: SidebarGroupName
  /** Who gets the link: only people with this permission. */
  allow?: Permission
}

/** A group of the sidebar that the shell knows. */
export type SidebarGroupName = 'administration'

/** Something that can be made: offered by the top bar's Create menu and by the command palette. */
export interface CreateItem {
  readonly kind: 'create-item'
  /** Configured as `create-item:<plugin>/<id>`. */
  id: string
  /** A verb and its object: `Register an entity`. A language may replace it under the key `create-item.<id>.title`. */
  title: string
  /** A path of the portal. */
  to: string
  icon?: IconName
}

/** A small control in the top bar, such as a bell. */
export interface TopBarItem {
  readonly kind: 'top-bar-item'
  /** Configured as `top-bar-item:<plugin>/<id>`. */
  id: string
  /** What people call it; shown when it fails. */
  title: string
  component: ComponentType
}

/** Keys that a plugin's page listens to, for the sheet of shortcuts and for switching them off in the settings. */
export interface Shortcut {
  readonly kind: 'shortcut'
  /** What `useShortcutOn` asks for. Configured as `shortcut:<plugin>/<id>`. */
  id: string
  /** What the keys do; a language may replace it under the key `shortcut.<id>.title`. */
  title: string
  /** As they are printed on the keys: `['j', 'k']`. */
  keys: readonly string[]
}

/** Says when what the plugin has read is outdated: pages that show it read again, without a reload. */
export interface LiveData {
  readonly kind: 'live-data'
  /** Configured as `live-data:<plugin>/<id>`. */
  id: string
  title: string
  /** The channel of signals that the plugin's backend sends to. */
  channel: string
  /** Which of its messages count. Default: all. */
  when?: (message: unknown) => boolean
}

/** A card on entity pages. */
export interface EntityCard {
  readonly kind: 'entity-card'
  /** Configured as `entity-card:<plugin>/<id>`. */
  id: string
  /** Shown as the card's heading; a language may replace it under the key `entity-card.<id>.title`. */
  title: string
  component: ComponentType<EntityCardProps>
  /** Which entities have it. Default: all. */
  when?: (entity: EntityWithRef) => boolean
  /** `main` (default) is the wide column; `facts` the narrow one. */
  area?: 'main' | 'facts'
  /** `card` (default) puts the title above; with `none` the component renders its own `Card`, or nothing. */
  frame?: 'card' | 'none'
}

/** A tab on entity pages, with a URL of its own below the entity's. */
export interface EntityTab {
  readonly kind: 'entity-content'
  /** Configured as `entity-content:<plugin>/<id>`. */
  id: string
  title: string
  /** One segment: `docs`. */
  path: string
  component: ComponentType<EntityTabProps>
  when?: (entity: EntityWithRef) => boolean
  /**
   * Which entities have it, said as data: the portal then needs nothing of the plugin before somebody opens the tab. Those of
   * one of these kinds, in lower case, and those with one of these annotations.
   */
  of?: { entityKinds: readonly string[]; annotations: readonly string[] }
}

/** Something to do with an entity, in the head of its page. */
export interface EntityAction {
  readonly kind: 'entity-action'
  /** Configured as `entity-action:<plugin>/<id>`. */
  id: string
  /** What people call it; shown when it fails. */
  title: string
  /** Which entities have it: those of this kind, in lower case, and with this annotation. */
  of: { entityKind?: string; annotation?: string }
  /** A button or a link. */
  component: ComponentType<EntityCardProps>
}

/** A part of the home page. */
export interface HomeWidget {
  readonly kind: 'home-widget'
  /** Configured as `home-widget:<plugin>/<id>`, and named `<plugin>/<id>` in `app.home`. */
  id: string
  /** Shown as the heading; a language may replace it under the key `home-widget.<id>.title`. */
  title: string
  component: ComponentType
  /** Where it stands unless `app.home` says otherwise: `main` (default) is the wide column, `aside` the narrow one. */
  area?: 'main' | 'aside'
  /** `first`: it says what needs the person. It stands before the others, and nobody moves or hides it for themselves. */
  stays?: 'first'
}

/** A part of the settings page. */
export interface SettingsSection {
  readonly kind: 'settings-section'
  /** Configured as `settings-section:<plugin>/<id>`. */
  id: string
  /** Shown as the heading; a language may replace it under the key `settings-section.<id>.title`. */
  title: string
  component: ComponentType
}

/** A look that people may choose besides light and dark. */
export interface Theme {
  readonly kind: 'theme'
  /** Configured as `theme:<plugin>/<id>`. */
  id: string
  title: string
  /** What native controls and unset tokens look like. */
  scheme: 'light' | 'dark'
  /** Values for names of tokens.css: `{ 'surface': '#fff8f0' }`. */
  tokens: Readonly<Record<string, string>>
}

/** A language. Several plugins may add to the same one. */
export interface Language {
  readonly kind: 'language'
  /** A BCP 47 tag: `sv`. Configured as `language:<plugin>/<id>`. */
  id: string
  /** In the language itself: `Svenska`. */
  title: string
  /** Texts by plugin id, then key; `web` holds the shell's own. Called when somebody chooses the language. */
  load(): Promise<Messages>
}

/** Texts of one language: by plugin id, then key. */
export type Messages = Readonly<Record<string, Readonly<Record<string, string>>>>

/** Anything a plugin adds to the portal. */
export type Extension =
  | Page
  | SidebarItem
  | EntityCard
  | EntityTab
  | EntityAction
  | HomeWidget
  | CreateItem
  | TopBarItem
  | PaletteSource
  | LiveData
  | Shortcut
  | SettingsSection
  | Theme
  | Language
  | FormField
  | FormLayout
  | FormDecorator
  | SearchResultType
  | DocsAddon
/** The kinds of {@link Extension}, as they are spelled in `app.extensions`. */
export type ExtensionKind = Extension['kind']

type Options<E extends Extension> = Omit<E, 'kind'>

/** Declares a page. */
export const page = (options: Options<Page>): Page => ({ kind: 'page', ...options })
/** Declares a link in the sidebar. */
export const sidebarItem = (options: Options<SidebarItem>): SidebarItem => ({ kind: 'nav-item', ...options })
/** Declares a card on entity pages. */
export const entityCard = (options: Options<EntityCard>): EntityCard => ({ kind: 'entity-card', ...options })
/** Declares a tab on entity pages. */
export const entityTab = (options: Options<EntityTab>): EntityTab => ({ kind: 'entity-content', ...options })
/** Declares something to do with an entity. */
export const entityAction = (options: Options<EntityAction>): EntityAction => ({ kind: 'entity-action', ...options })
/** Declares something that can be made. */
export const createItem = (options: Options<CreateItem>): CreateItem => ({ kind: 'create-item', ...options })
/** Declares a control in the top bar. */
export const topBarItem = (options: Options<TopBarItem>): TopBarItem => ({ kind: 'top-bar-item', ...options })
/** Declares where the command palette finds things. */
export const paletteSource = (options: Options<PaletteSource>): PaletteSource => ({
  kind: 'palette-source',
  ...options,
})
/** Declares keys that a page listens to. */
export const shortcut = (options: Options<Shortcut>): Shortcut => ({ kind: 'shortcut', ...options })
/** Declares which signals make what was read outdated. */
export const liveData = (options: Options<LiveData>): LiveData => ({ kind: 'live-data', ...options })
/** Declares a part of the home page. */
export const homeWidget = (options: Options<HomeWidget>): HomeWidget => ({ kind: 'home-widget', ...options })
/** Declares a part of the settings page. */
export const settingsSection = (options: Options<SettingsSection>): SettingsSection => ({
  kind: 'settings-section',
  ...options,
})
/** Declares a theme. */
export const theme = (options: Options<Theme>): Theme => ({ kind: 'theme', ...options })
/** Declares texts in a language. */
export const language = (options: Options<Language>): Language => ({ kind: 'language', ...options })
/** Declares a control for the forms of templates. */
export const formField = (options: Options<FormField>): FormField => ({ kind: 'form-field', ...options })
/** Declares an arrangement of the fields of a page. */
export const formLayout = (options: Options<FormLayout>): FormLayout => ({ kind: 'form-layout', ...options })
/** Declares what adds to the answers before a task is made. */
export const formDecorator = (options: Options<FormDecorator>): FormDecorator => ({
  kind: 'form-decorator',
  ...options,
})

/** Declares how hits of a type of documents are shown. */
export const searchResultType = (options: Options<SearchResultType>): SearchResultType => ({
  kind: 'search-result-type',
  ...options,
})
/** Declares an add-on for the pages of docs. */
export const docsAddon = (options: Options<DocsAddon>): DocsAddon => ({ kind: 'docs-addon', ...options })

/** The web part of a plugin: data only. */
export interface WebPlugin {
  /** The same id as the backend's; routes are read below `/api/<id>`. */
  readonly id: string
  readonly extensions: readonly Extension[]
}

/**
 * Declares the web part of a plugin.
 *
 * @returns What the shell takes; it is the default export of the plugin's web module.
 */
export const defineWebPlugin = (plugin: WebPlugin): WebPlugin => plugin
