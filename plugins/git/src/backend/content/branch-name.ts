import { errors } from '../../model/errors.ts'

/** The rules of `git check-ref-format`. @throws `git/bad-branch` */
export function assertBranchName(branch: string): void {
  const isBad =
    /^$|^[-/]|[/.]$|\.lock$|^@$|\.\.|\/\/|\/\.|^\.|@\{|[\s~^:?*[\\\p{Cc}]/u.test(branch) || branch.includes('.lock/')
  if (isBad) throw errors.badBranch({ branch })
}
