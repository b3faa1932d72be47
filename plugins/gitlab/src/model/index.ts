export { gitlabAnnotations } from './annotations.ts'
