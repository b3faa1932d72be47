export { errors } from './errors.ts'
export { deleteSetting, maxSettings, maxValueBytes, readSetting, readSettings, writeSetting } from './routes.ts'
