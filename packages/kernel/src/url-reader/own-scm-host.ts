import { extensionPoint } from '@callboard/model'
import type { ScmIntegration, UrlReader } from './url-reader.ts'

/** A source code host that a plugin brings along, beside those in `integrations`. Addresses resolve by the generic rules. */
export interface OwnScmHost {
  integration: ScmIntegration
  /** Asked for every address of the integration's host. */
  reader: UrlReader
}

/** Where plugins add them. */
export const scmHosts = extensionPoint<OwnScmHost>(
  'kernel.scm-hosts',
  'Source code hosts that plugins bring along: they are read like those in `integrations`.',
)
