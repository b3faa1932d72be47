import { CallboardError, defineErrors, Type } from '@callboard/model'

/** Everything that is wrong with params, query and body, each in a sentence of its own. */
export const invalidRequest = (problems: readonly string[]) =>
  new CallboardError({
    name: 'InputError',
    code: 'http/invalid-request',
    message: problems.join(' '),
    data: { problems },
  })

/** What may be wrong with a request before its handler runs, and where a request ends without one. */
export const httpErrors = defineErrors('http', {
  malformedJson: {
    name: 'InputError',
    data: { reason: Type.String() },
    message: 'The body is not valid JSON: {reason}',
    hint: 'Nothing was changed. Correct the body and send the request again.',
  },
  forbiddenKey: {
    name: 'InputError',
    data: { key: Type.String() },
    message: 'The body holds the key "{key}", which is refused because it could change what other objects mean.',
  },
  tooDeep: {
    name: 'InputError',
    data: { maxDepth: Type.Number() },
    message: 'The body is nested more than {maxDepth} levels deep.',
  },
  bodyTooLarge: {
    name: 'PayloadTooLargeError',
    data: { maxBytes: Type.Number() },
    message: 'The body is larger than the {maxBytes} bytes that are accepted here.',
    hint: 'Send it in parts, or raise backend.bodyLimit.',
  },
  unsupportedType: {
    name: 'UnsupportedMediaTypeError',
    data: { type: Type.String() },
    message: 'A body of the type "{type}" is not understood here.',
    hint: 'Send JSON with the header "content-type: application/json".',
  },
  pathTooLong: { name: 'InputError', message: 'A part of the path of the URL is longer than 4096 characters.' },
  badUrl: { name: 'InputError', message: 'The path of the URL cannot be decoded.', hint: 'Encode "%" as "%25".' },
  noRoute: {
    name: 'NotFoundError',
    data: { method: Type.String(), path: Type.String() },
    message: 'There is no {method} {path} in this API.',
    hint: 'The API is described in openapi.json below the same plugin.',
  },
  pluginFailed: {
    name: 'ServiceUnavailableError',
    data: { pluginId: Type.String() },
    message: 'The plugin {pluginId} did not start, so this part of the portal is not available.',
    hint: 'The reason is in the log and, for people who are signed in, at /api/app/plugins.',
  },
  notStarted: {
    name: 'ServiceUnavailableError',
    message: 'The portal has not started yet.',
    hint: 'Try again in a few seconds.',
  },
  stopping: {
    name: 'ServiceUnavailableError',
    message: 'The portal is shutting down.',
    hint: 'Try again in a few seconds.',
  },
})
