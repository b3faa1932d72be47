import { defineWebPlugin } from '@callboard/web'

export default defineWebPlugin({ id: 'scaffolder', extensions: [] })
