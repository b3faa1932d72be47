export { giteaAnnotations } from './annotations.ts'
