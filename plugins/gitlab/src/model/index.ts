export { gitlabAnnotations } from './annotations.ts'
export { errors } from './errors.ts'
