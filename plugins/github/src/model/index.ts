export { githubAnnotations } from './annotations.ts'
