export type { SearchDocument } from './document.ts'
export type { SearchResult, SearchResults } from './routes.ts'
export {
  type Collator,
  collators,
  type Decorator,
  decorators,
  type FollowingCollator,
  type SearchedBy,
  type WholeCollator,
} from './services.ts'
