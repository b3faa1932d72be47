export { giteaAnnotations } from './annotations.ts'
export { errors } from './errors.ts'
