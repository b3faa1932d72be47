import { basicPermission, catalogEntityResource, resourcePermission } from '@callboard/model'

/** To see entities: lists, single ones, facets, ancestry. */
export const catalogEntityRead = resourcePermission('catalog.entity.read', catalogEntityResource, 'read')
/** To be offered to register entities; the server itself asks `catalog.location.create`. */
export const catalogEntityCreate = basicPermission('catalog.entity.create', 'create')
/** To delete an entity. */
export const catalogEntityDelete = resourcePermission('catalog.entity.delete', catalogEntityResource, 'delete')
/** To have an entity read again from its source. */
export const catalogEntityRefresh = resourcePermission('catalog.entity.refresh', catalogEntityResource, 'update')
/** To check an entity without storing it. */
export const catalogEntityValidate = basicPermission('catalog.entity.validate')
/** To see registered locations. */
export const catalogLocationRead = basicPermission('catalog.location.read', 'read')
/** To register a location, and to change one. */
export const catalogLocationCreate = basicPermission('catalog.location.create', 'create')
/** To unregister a location. */
export const catalogLocationDelete = basicPermission('catalog.location.delete', 'delete')
/** To have a repository looked through before it is registered. */
export const catalogLocationAnalyze = basicPermission('catalog.location.analyze')
/** To see how incremental providers are doing. */
export const catalogIngestionRead = basicPermission('catalog.ingestion.read', 'read')
/** To start, stop and reset incremental providers. */
export const catalogIngestionManage = basicPermission('catalog.ingestion.manage', 'update')
/** To see entities that are not served yet, and why. */
export const catalogUnprocessedRead = basicPermission('catalog.entities.unprocessed.read', 'read')
/** To drop entities that are not served yet. */
export const catalogUnprocessedDelete = basicPermission('catalog.entities.unprocessed.delete', 'delete')

/** All permissions of the catalog (spec/catalog.md 6.1). */
export const catalogPermissions = [
  catalogEntityRead,
  catalogEntityCreate,
  catalogEntityDelete,
  catalogEntityRefresh,
  catalogEntityValidate,
  catalogLocationRead,
  catalogLocationCreate,
  catalogLocationDelete,
  catalogLocationAnalyze,
  catalogIngestionRead,
  catalogIngestionManage,
  catalogUnprocessedRead,
  catalogUnprocessedDelete,
] as const
