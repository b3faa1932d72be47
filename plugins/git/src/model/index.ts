export { errors } from './errors.ts'
export {
  type Git,
  type Git,
  type GitAuthor,
  type GitAuthor,
  type GitFile,
  type GitFile,
  type GitRemote,
  type GitRemote,
  git,
  git,
} from './git.ts'
export { mergeRequests, readRepositories } from './permissions.ts'
