export { type OpenSearchDouble, startOpenSearchDouble } from './opensearch-double.ts'
export { hasMaven, type RunningOpenSearch, startRealOpenSearch } from './real-opensearch.ts'
