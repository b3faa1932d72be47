import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with places where sites are published. */
export const errors = defineErrors('techdocs', {
  publisherIncomplete: {
    name: 'InputError',
    data: { type: Type.String() },
    message: '`techdocs.publisher.type` is {type}, and what that needs is missing.',
    hint: 'Set `techdocs.publisher.{type}` to the bucket or container, and how to reach it.',
  },
  keyNotJson: {
    name: 'InputError',
    data: {},
    message: '`techdocs.publisher.googleGcs.credentials` is no JSON.',
    hint: 'Give the content of the file that Google made for the service account.',
  },
})
