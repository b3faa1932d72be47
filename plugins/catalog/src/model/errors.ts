import { defineErrors, EntityRef, Type } from '@callboard/model'
import { ProblemObject } from './routes-insight.ts'

/** What can go wrong in the catalog, and what people can do about it. */
export const errors = defineErrors('catalog', {
  entityNotFound: {
    name: 'NotFoundError',
    data: { ref: EntityRef },
    message: 'No entity is registered as {ref}.',
    hint: 'Check the kind and namespace, or register the location that describes it.',
  },
  uidNotFound: {
    name: 'NotFoundError',
    data: { uid: Type.String() },
    message: 'No entity has the uid {uid}.',
    hint: 'A uid changes when an entity is registered anew; look it up by its ref.',
  },
  sourceNotFound: {
    name: 'NotFoundError',
    data: { id: Type.String() },
    message: 'No source has the id {id}.',
    hint: 'GET /api/catalog/sources lists them.',
  },
  locationNotFound: {
    name: 'NotFoundError',
    data: { id: Type.String() },
    message: 'No registered location has the id {id}.',
    hint: 'GET /api/catalog/locations lists what is registered; locations from config and providers are not.',
  },
  locationOfEntityNotFound: {
    name: 'NotFoundError',
    data: { ref: EntityRef },
    message: 'No registered location gives {ref}.',
    hint: 'It comes from the config of this portal or from a provider; see its annotations.',
  },
  locationExists: {
    name: 'ConflictError',
    data: { target: Type.String(), id: Type.String() },
    message: 'The location {target} is registered already, as {id}.',
    hint: 'Pass onConflict=refresh to read it again instead.',
  },
  locationTaken: {
    name: 'ConflictError',
    data: { target: Type.String() },
    message: 'The location {target} is registered already.',
    hint: 'You may read nothing that it gives. Ask whoever runs this portal.',
  },
  locationTypeNotAllowed: {
    name: 'InputError',
    data: { type: Type.String(), allowed: Type.String() },
    message: 'Locations of type "{type}" cannot be registered; allowed: {allowed}.',
    hint: 'Use a url, or put local files into catalog.locations of the config.',
  },
  readonly: {
    name: 'NotAllowedError',
    message: 'This catalog is read-only: locations come from its config alone.',
    hint: 'Set catalog.readonly to false to allow registering.',
  },
  locationUnreadable: {
    name: 'InputError',
    data: { target: Type.String(), reason: Type.String() },
    message: 'Unable to read {target}: {reason}',
    hint: 'Check that it exists and that the portal may read it (integrations, backend.reading.allow).',
  },
  locationNotReadableHere: {
    name: 'InputError',
    data: { type: Type.String(), target: Type.String() },
    message: 'Nothing can read locations of type "{type}" ({target}).',
    hint: 'Known types are file and url.',
  },
  locationTypeMismatch: {
    name: 'InputError',
    data: { type: Type.String(), from: Type.String() },
    message: 'A location that was read from a "{from}" may not point to a "{type}".',
    hint: 'Only url targets may be named from another type of location.',
  },
  placeholderFailed: {
    name: 'InputError',
    data: { pointer: Type.String(), key: Type.String(), target: Type.String(), reason: Type.String() },
    message: 'The placeholder {key} at {pointer} could not be filled from {target}: {reason}',
    hint: 'Until it can, the last good version of the entity stays.',
  },
  inputNotAllowed: {
    name: 'NotAllowedError',
    data: { target: Type.String(), reason: Type.String() },
    message: '{target} may not be read: {reason}.',
  },
  inputUnreadable: {
    name: 'NotFoundError',
    data: { target: Type.String() },
    message: '{target} does not exist or cannot be read.',
  },
  inputTooLarge: {
    name: 'InputError',
    data: { target: Type.String(), maxBytes: Type.Integer() },
    message: '{target} is larger than {maxBytes} bytes.',
  },
  dryRunFailed: {
    name: 'InputError',
    data: { reasons: Type.String(), problems: Type.Optional(Type.Array(ProblemObject)) },
    message: '{reasons}',
    hint: 'Nothing was registered. Correct the file and try again.',
  },
  invalidLocation: {
    name: 'InputError',
    data: { target: Type.String(), reason: Type.String() },
    message: 'The location {target} cannot be used: {reason}',
  },
})
