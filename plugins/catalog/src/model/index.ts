export { discoveredLocation, updateDiscovered } from './discovered-location.ts'
export { type AskedBy, type Entities, type EntitiesPage, type EntitiesRequest, entities } from './entities.ts'
export { entityNames, toEntityName } from './entity-names.ts'
export { type Gathering, gatherEntities } from './gather-entities.ts'
export { type Locations, locations } from './locations.ts'
export { type PushedCommit, type PushedFiles, sumPushedFiles } from './pushed-files.ts'
export { entitiesByRefs, entityFacetsByPredicate, queryEntitiesByPredicate } from './routes-read.ts'
export { encodePath, pushEvents, type ScmEvent } from './scm-events.ts'
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
