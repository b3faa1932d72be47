import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with the audit. */
export const errors = defineErrors('audit', {
  closed: {
    name: 'NotAllowedError',
    message: 'The audit stays closed while this portal asks for no permissions.',
    hint: 'Set permission.enabled to true and permission.policy, and give audit.record.read to whoever shall read it.',
  },
  invalidCursor: {
    name: 'InputError',
    message: 'The cursor is malformed.',
    hint: 'Send back the nextCursor of the previous page as it was.',
  },
  invalidInstant: {
    name: 'InputError',
    data: { key: Type.String(), value: Type.String() },
    message: 'The parameter {key} is no instant: "{value}".',
    hint: 'Write it as ISO 8601: 2026-11-21T08:00:00Z.',
  },
})
