import { defineErrors, Type } from '@callboard/model'

const url = Type.String()

/** What reading from a URL can end in, besides an Error that names the URL and its status. */
export const errors = defineErrors('url-reader', {
  notModified: { name: 'NotModifiedError', data: { url }, message: '{url} has not changed since it was last read.' },
  notFound: {
    name: 'NotFoundError',
    data: { url },
    message: 'Nothing was found at {url}.',
    hint: 'Check the address, and that the credentials in "integrations" may read it: hosts hide what a token may not see.',
  },
  notAllowed: {
    name: 'NotAllowedError',
    data: { url, host: Type.String() },
    message: 'Reading from {host} is not allowed ({url}).',
    hint: 'Add the host to "integrations" if it is a source code host, or else to "backend.reading.allow".',
  },
  privateAddress: {
    name: 'NotAllowedError',
    data: { url, host: Type.String() },
    message: 'Reading {url} is not allowed, because {host} is at a private or reserved address.',
    hint: 'If it is meant to be read, name the host literally, without "*", in "backend.reading.allow".',
  },
  badScheme: {
    name: 'NotAllowedError',
    data: { url },
    message: 'Reading {url} is not allowed, because it is not an http or https address.',
  },
  hasCredentials: {
    name: 'InputError',
    data: { url },
    message: '{url} carries a user name or a password.',
    hint: 'Put the credentials of the host into "integrations", and leave them out of the address.',
  },
  badUrl: { name: 'InputError', data: { url }, message: '"{url}" is not an absolute address.' },
  traversal: {
    name: 'InputError',
    data: { url },
    message: '{url} is refused: path traversal is not allowed in the URL.',
  },
  badShape: {
    name: 'InputError',
    data: { url, expected: Type.String() },
    message: '{url} does not have the shape of an address on this host.',
    hint: 'Expected {expected}.',
  },
  noTree: {
    name: 'NotImplementedError',
    data: { url },
    message: '{url} cannot be read as a folder, because its host is not a source code host in "integrations".',
  },
  noGlob: {
    name: 'InputError',
    data: { url },
    message: '{url} holds a pattern ("*" or "?"), and this kind of host cannot be searched.',
    hint: 'Name one file.',
  },
  notSupported: {
    name: 'NotImplementedError',
    data: { url, type: Type.String() },
    message: '{url} cannot be read: hosts of the kind "{type}" are not supported yet.',
    hint: 'Supported are github, gitlab, gitea, bitbucketCloud, bitbucketServer and azure in "integrations", and plain addresses in "backend.reading.allow".',
  },
  tooLarge: {
    name: 'PayloadTooLargeError',
    data: { url, maxBytes: Type.Number() },
    message: '{url} is larger than {maxBytes} bytes.',
    hint: 'Raise "backend.reading.maxBodyBytes" if that is what you want.',
  },
  usedTwice: {
    name: 'ConflictError',
    data: { url },
    message: 'What {url} gave was already taken as the other of buffer and stream.',
  },
  personRefused: {
    name: 'AuthenticationError',
    data: { url: Type.String() },
    message: '{url} does not accept the token of this person any more.',
    hint: 'Sign in again.',
  },
})
