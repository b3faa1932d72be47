export { discoveredLocation, discoveredLocationRef } from './discovered-location.ts'
export { type PushedCommit, type PushedFiles, sumPushedFiles } from './pushed-files.ts'
export {
  type EntityMutation,
  type EntityProcessor,
  type EntityProvider,
  type EntityProviderConnection,
  type ProcessorContext,
  type ProvidedEntity,
  processors,
  providers,
} from './services.ts'
