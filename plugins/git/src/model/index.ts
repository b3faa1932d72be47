export { errors } from './errors.ts'
export { type Git, type GitAuthor, type GitFile, type GitRemote, git } from './git.ts'
export { mergeRequests, readRepositories } from './permissions.ts'
