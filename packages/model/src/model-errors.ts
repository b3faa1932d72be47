import { defineErrors } from './errors.ts'
import { Type } from './schema.ts'

/** The errors that functions of this package throw. */
export const modelErrors = defineErrors('model', {
  malformedRef: {
    name: 'InputError',
    data: { ref: Type.String(), reason: Type.String() },
    message: '"{ref}" is not an entity ref: {reason}.',
    hint: 'Write kind:namespace/name, for example component:default/billing; kind and namespace may be left out where there is a default.',
  },
  emptyRefPart: {
    name: 'InputError',
    data: { part: Type.String() },
    message: 'An entity ref needs a {part}, and it is empty.',
  },
  malformedLocationRef: {
    name: 'InputError',
    data: { ref: Type.String(), reason: Type.String(), hint: Type.String() },
    message: '"{ref}" is not a location ref: {reason}.',
    hint: '{hint}',
  },
  malformedFilter: {
    name: 'InputError',
    data: { filter: Type.String(), reason: Type.String() },
    message: 'The filter "{filter}" cannot be read: {reason}.',
    hint: 'Write key=value or key, separated by commas, for example filter=kind=component,spec.type=service.',
  },
  malformedPredicate: {
    name: 'InputError',
    data: { path: Type.String(), reason: Type.String() },
    message: 'The query is wrong at {path}: {reason}.',
  },
  malformedOrder: {
    name: 'InputError',
    data: { parameter: Type.String(), value: Type.String(), expected: Type.String() },
    message: 'The parameter {parameter} has the value "{value}", which is no order.',
    hint: 'Write {expected}.',
  },
  malformedFields: {
    name: 'InputError',
    data: { reason: Type.String() },
    message: 'The parameter fields cannot be read: {reason}.',
    hint: 'Write dotted paths separated by commas, for example fields=metadata.name,spec.owner.',
  },
  malformedCriteria: {
    name: 'InputError',
    data: { path: Type.String(), reason: Type.String() },
    message: 'The permission conditions are wrong at {path}: {reason}.',
  },
  kindDeclaredTwice: {
    name: 'ConflictError',
    data: { kind: Type.String(), apiVersion: Type.String() },
    message: 'The kind {kind} of {apiVersion} is declared twice.',
    hint: 'Keep one of the declarations, or give one another apiVersion.',
  },
})
