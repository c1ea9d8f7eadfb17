import { talk, workers } from '../../systems/faults.ts'

/** A lock that is given back by a message which may be lost, and by a worker that may crash. */
export const lease = {
  ...workers(2, { drop: { most: 1, to: ['lock'] }, crash: { most: 1, actors: ['worker#1'] } }),
  name: 'lease',
}

/** A client that asks twice withstands the loss of one message. */
export const insistent = { ...talk({ drop: 1, heal: { actors: ['server'] } }, { retry: true }), name: 'insistent' }
