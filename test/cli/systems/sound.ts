import { philosophers } from '../../systems/philosophers.ts'

export default philosophers(4, true)
