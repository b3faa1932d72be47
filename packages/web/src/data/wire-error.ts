import { CallboardError, defineErrors, type ErrorName, statusByErrorName } from '@callboard/model'

/** What can go wrong between browser and server, and while signing in. */
export const webErrors = defineErrors('web', {
  serverUnreachable: {
    name: 'ServiceUnavailableError',
    message: 'The server of this portal did not answer.',
    hint: 'Check your connection and try again; nothing you see here has been lost.',
  },
  unreadableReply: {
    name: 'ServiceUnavailableError',
    data: {},
    message: 'The server of this portal sent an answer that could not be read.',
    hint: 'Something between you and the portal may have replaced it; try again, or tell whoever runs the portal.',
  },
  signedOut: {
    name: 'AuthenticationError',
    message: 'You are signed out.',
    hint: 'Sign in to go on.',
  },
  noIdentity: {
    name: 'AuthenticationError',
    message: 'This provider does not say who you are.',
    hint: 'It needs a sign-in resolver in the config of the portal; sign in another way.',
  },
  logoutFailed: {
    name: 'ServiceUnavailableError',
    message: 'You are signed out in this browser, but the server could not be told.',
    hint: 'Sign in and out again, or close the browser.',
  },
})

/** Turns a failed response into the error that the server threw; its declaration recognises it by its code. */
export async function fromWire(response: Response): Promise<CallboardError> {
  const body: unknown = await response.json().catch(() => undefined)
  const { error: described, errors } = record(body)
  const error = record(described)
  return new CallboardError({
    name: knownName(error.name) ?? nameOfStatus(response.status),
    code: typeof error.code === 'string' ? error.code : `http/${response.status}`,
    message: typeof error.message === 'string' ? error.message : `The server answered with status ${response.status}.`,
    hint: typeof error.hint === 'string' ? error.hint : undefined,
    // Some of the field's routes answer with a list of what is wrong, and nothing else (spec/scaffolder.md 8.3).
    data: Array.isArray(errors) ? { errors } : record(error.data),
  })
}

const record = (value: unknown): Record<string, unknown> =>
  // Anything that is an object may be read by key; every value read is checked again.
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}

const knownName = (name: unknown): ErrorName | undefined =>
  typeof name === 'string' && Object.hasOwn(statusByErrorName, name) ? (name as ErrorName) : undefined

function nameOfStatus(status: number): ErrorName {
  const found = Object.entries(statusByErrorName).find(([, candidate]) => candidate === status)?.[0]
  return knownName(found) ?? 'ServiceUnavailableError'
}
