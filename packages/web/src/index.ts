// The router, as far as pages inside the portal's own use it.
export { Link, Navigate, NavLink, useLocation, useNavigate, useParams, useSearchParams } from 'react-router'
export { ActionButton, type ActionButtonProps } from './actions/ActionButton.tsx'
export { type Action, type ActionContext, defineAction } from './actions/define-action.ts'
export { type Allowed, useAllowed, useVerdict, type Verdict } from './actions/use-allowed.ts'
export type { BrowserConfig } from './config/browser-config.ts'
export { useAppConfig, useConfig } from './config/use-config.ts'
export type { AnyRoute, InputArguments, InputOf, ReplyOf } from './data/call.ts'
export { useRecentEntities } from './data/recent-entities.ts'
export { type Address, useAddress } from './data/use-address.ts'
export { useCall } from './data/use-call.ts'
export { saveFile, useDownload } from './data/use-download.ts'
export { useDraftText } from './data/use-draft-text.ts'
export { useIdentity } from './data/use-identity.ts'
export {
  type Sending,
  type Tried,
  useFind,
  useFindAhead,
  useRead,
  useReadAgain,
  useReadAhead,
  useReadPieces,
  useSend,
  useTry,
} from './data/use-read.ts'
export { useReadWhile } from './data/use-read-while.ts'
export { type Setting, useSetting } from './data/use-setting.ts'
export { type StreamOptions, useStream } from './data/use-stream.ts'
export { webErrors } from './data/wire-error.ts'
export { SearchInstead, type SearchInsteadProps } from './palette/SearchInstead.tsx'
export type { Placed } from './plugin/arrange-extensions.ts'
export type { DocsAddon, DocsAddonLocation, DocsAddonProps } from './plugin/docs-extensions.ts'
export {
  Boundary,
  type BoundaryProps,
  ExtensionBoundary,
  type ExtensionBoundaryProps,
} from './plugin/ExtensionBoundary.tsx'
export {
  type CreateItem,
  createItem,
  defineWebPlugin,
  docsAddon,
  type EntityAction,
  type EntityCard,
  type EntityCardProps,
  type EntityTab,
  type EntityTabProps,
  type EntityWithRef,
  type Extension,
  type ExtensionKind,
  entityAction,
  entityCard,
  entityTab,
  formDecorator,
  formField,
  formLayout,
  type HomeWidget,
  homeWidget,
  type Language,
  type LiveData,
  language,
  liveData,
  type Messages,
  type Page,
  page,
  paletteSource,
  type SettingsSection,
  type Shortcut,
  type SidebarGroupName,
  type SidebarItem,
  searchResultType,
  settingsSection,
  shortcut,
  sidebarItem,
  type Theme,
  type TopBarItem,
  theme,
  topBarItem,
  type WebPlugin,
} from './plugin/extensions.ts'
export type {
  FormCall,
  FormDecoration,
  FormDecorator,
  FormField,
  FormFieldParts,
  FormFieldProps,
  FormFieldQuestion,
  FormLayout,
  FormLayoutProps,
  FormSecrets,
} from './plugin/form-extensions.ts'
export { onDemand } from './plugin/on-demand.ts'
export type {
  PaletteContext,
  PaletteItem,
  PaletteQuestion,
  PaletteSearch,
  PaletteSource,
} from './plugin/palette-extensions.ts'
export type { FoundDocument, SearchResultProps, SearchResultType } from './plugin/search-extensions.ts'
export type { Identity } from './session/sign-in-reply.ts'
export { type ProviderTokens, useProviderTokens } from './session/use-provider-token.ts'
export { useSignInOptions, useSignOut } from './session/use-session.ts'
export { useExtensions } from './shell/portal.tsx'
export { useShortcutOn } from './shell/shortcuts.ts'
export { type Crumb, type Trail, useShownTrail } from './shell/Trail.tsx'
export { type Text, useLanguageTag, useText, useTextOf, useTextsOf } from './text/use-text.tsx'
export { useTitleOf } from './text/use-title-of.ts'
export { type Density, useDensity } from './theme/use-theme.ts'
export { Button, type ButtonProps, IconButton, type IconButtonProps } from './ui/Button.tsx'
export { Card, type CardProps } from './ui/Card.tsx'
export { ConfirmDialog, type ConfirmDialogProps } from './ui/ConfirmDialog.tsx'
export { EmptyState, type EmptyStateProps } from './ui/EmptyState.tsx'
export { EntityLink, type EntityLinkProps, shortRef, useEntityPath } from './ui/EntityLink.tsx'
export { ErrorState, type ErrorStateProps } from './ui/ErrorState.tsx'
export { type Fact, Facts, type FactsProps } from './ui/Facts.tsx'
export {
  Icon,
  type IconName,
  type IconProps,
  iconOfKind,
  isIconName,
  KindIcon,
  type KindIconProps,
} from './ui/icons.tsx'
export { List, type ListProps } from './ui/List.tsx'
export { Loading, type LoadingProps } from './ui/Loading.tsx'
export { Marked, type MarkedProps, type TextPiece } from './ui/Marked.tsx'
export { Modal, type ModalProps } from './ui/Modal.tsx'
export { PageHeading, type PageHeadingProps, useArrival } from './ui/PageHeading.tsx'
export { IconPopup, type IconPopupProps, Popup, type PopupProps } from './ui/Popup.tsx'
export { SafeLink, type SafeLinkProps, safeHref } from './ui/SafeLink.tsx'
export { Since, type SinceProps } from './ui/Since.tsx'
export { Tag, type TagProps } from './ui/Tag.tsx'
export { type Announce, useAnnounce } from './ui/Toasts.tsx'
