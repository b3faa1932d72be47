import { defineErrors, Type } from '@callboard/model'

/** What may go wrong with places where sites are published. */
export const errors = defineErrors('techdocs', {
  publisherIncomplete: {
    name: 'InputError',
    data: { type: Type.String() },
    message: '`techdocs.publisher.type` is {type}, and what that needs is missing.',
    hint: 'Set `techdocs.publisher.{type}` to the bucket or container, and how to reach it.',
  },
  nothingToPublish: {
    name: 'InputError',
    data: { folder: Type.String() },
    message: 'There is no site in {folder}: it has no index.html.',
    hint: 'Make it first with `callboard techdocs generate`, or name its folder with --directory.',
  },
  linkEscapes: {
    name: 'NotAllowedError',
    data: { file: Type.String() },
    message: '"{file}" is a link that leads out of the folder of the site.',
    hint: 'Put the file itself there.',
  },
  mkdocsFailed: {
    name: 'InputError',
    data: { why: Type.String() },
    message: 'MkDocs could not build the site. {why}',
    hint: 'Run `mkdocs build` in the folder to see the same, or let the site be rendered without MkDocs.',
  },
  keyNotJson: {
    name: 'InputError',
    data: {},
    message: '`techdocs.publisher.googleGcs.credentials` is no JSON.',
    hint: 'Give the content of the file that Google made for the service account.',
  },
})
