import type { Action } from '@callboard/plugin-scaffolder'
import type { BitbucketSetup } from './bitbucket-repo.ts'
import { publishCloud, publishEither, publishServer } from './publish.ts'
import { proposeOnCloud, proposeOnServer } from './pull-request.ts'
import { restrictBranch } from './restrict-branch.ts'
import { runPipeline } from './run-pipeline.ts'

/** What templates can do on Bitbucket (spec/scaffolder.md 11.6). */
export const bitbucketActions = (setup: BitbucketSetup): Action[] => [
  publishCloud(setup),
  proposeOnCloud(setup),
  runPipeline(setup),
  restrictBranch(setup),
  publishServer(setup),
  proposeOnServer(setup),
  publishEither(setup),
]
