import { defineErrors, Type } from '@callboard/model'

const ref = Type.String()
const reason = Type.String()

/** What reading docs can end in. */
export const errors = defineErrors('techdocs', {
  entityNotFound: {
    name: 'NotFoundError',
    data: { ref },
    message: 'No entity {ref} was found.',
    hint: 'Check kind, namespace and name.',
  },
  noDocs: {
    name: 'NotFoundError',
    data: { ref },
    message: '{ref} has no docs.',
    hint: 'Name their source in the annotation "backstage.io/techdocs-ref", for example dir:. for the folder of its catalog file.',
  },
  notPublished: {
    name: 'NotFoundError',
    data: { ref },
    message: 'The docs of {ref} are built elsewhere, and none have been published yet.',
    hint: 'Publish them with "callboard techdocs publish", or set the annotation "backstage.io/techdocs-builder" to local.',
  },
  pageNotFound: {
    name: 'NotFoundError',
    data: { ref, path: Type.String() },
    message: 'The docs of {ref} have no page "{path}".',
  },
  versionNotFound: {
    name: 'NotFoundError',
    data: { ref, version: Type.String() },
    message: 'The docs of {ref} have no version "{version}".',
    hint: 'Versions are listed in the annotation "callboard.dev/techdocs-versions".',
  },
  badReference: {
    name: 'InputError',
    data: { ref, reason },
    message: 'The source of the docs of {ref} cannot be told: {reason}.',
    hint: 'Write dir:<folder> or url:<address> into the annotation "backstage.io/techdocs-ref".',
  },
  sourceUnreadable: {
    name: 'ServiceUnavailableError',
    data: { ref, reason },
    message: 'The docs of {ref} could not be read yet: {reason}',
    hint: 'They are tried again at the next visit.',
  },
})
