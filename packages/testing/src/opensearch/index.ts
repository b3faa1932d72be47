export { hasMaven, type RunningOpenSearch, startRealOpenSearch } from './real-opensearch.ts'
