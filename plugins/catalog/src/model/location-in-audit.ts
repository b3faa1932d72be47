/** Parameters of URLs that grant something to whoever knows them. */
const secretParameter = /([?&][^=&#]*(?:token|secret|passw|key|sig|auth)[^=&#]*)=[^&#]*/gi

/** A location as the audit names it: without what grants access, should somebody have put that into the URL. */
export const locationInAudit = ({ type, target }: { type: string; target: string }): string =>
  `${type}:${target.replace(/\/\/[^/?#]*@/, '//').replace(secretParameter, '$1=***')}`
