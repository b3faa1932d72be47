import { defineErrors, Type } from '@callboard/model'

/** What searching may be refused with. */
export const errors = defineErrors('search', {
  invalidQuery: {
    name: 'InputError',
    data: { reason: Type.String() },
    message: 'Invalid query string: {reason}',
  },
  unknownType: {
    name: 'NotFoundError',
    data: { type: Type.String() },
    message: 'There is no type of documents called {type}.',
    hint: 'GET /api/search/index lists them.',
  },
  notAPerson: {
    name: 'NotAllowedError',
    message: 'Searches are kept only for people, and the caller is none.',
  },
  historyOff: {
    name: 'InputError',
    message: 'This portal keeps no searches.',
    hint: 'Whoever runs it can switch them on with search.history.enabled.',
  },
})
