import type { Asked } from './server.ts'
import type { Variant } from './variant.ts'

/** A load of `drive.sh`, scaled to what can be searched. */
export interface Load {
  /** How many requests `drive.sh` makes, besides the `/` afterwards. */
  readonly requests: number
  /** Whether it needs two instances. */
  readonly federated: boolean
  /** The clients of the model, which all work at once; each does its requests one after another. */
  readonly clients: (variants: readonly Variant[]) => readonly (readonly Asked[])[]
}

const simple: Asked = { route: 'simple' }
const simple2: Asked = { route: 'simple', side: 1 }
const kernel: Asked = { route: 'kernel' }
const actor: Asked = { route: 'actor' }
const inbox: Asked = { route: 'inbox' }

/** The `/` that `drive.sh` asks for when all is over (`zz-after`). */
export const AFTER: Asked = { route: 'simple', patience: 2000 }

/** curl's `--max-time` in `drive.sh`. */
export const MAX_TIME = 5000

/**
 * Two stand for eight, or for the 160 of `stress`. Of calls that time out one after another, under a mutex that is kept,
 * only three fit into curl's five seconds: then five stand for eight.
 */
function kernelCallers([{ design, runner, genTimeout }]: readonly Variant[]): readonly (readonly Asked[])[] {
  if (genTimeout !== null && design === 'original' && runner !== 'parked-held') {
    return [[kernel], [kernel], [kernel], [kernel], [kernel]]
  }
  return design === 'pattern-a-naive' ? [[kernel], [inbox]] : [[kernel], [actor]]
}

/** Three stand for four; two, where nothing keeps them apart. */
function mixed([{ design }]: readonly Variant[]): readonly (readonly Asked[])[] {
  return design === 'pattern-a-naive' ? [[simple], [actor]] : [[simple], [kernel], [actor]]
}

/** A lost wake-up leaves each request that it hits behind, so that the whole sequence has too many states: three stand for it. */
function sequence([{ design }]: readonly Variant[]): readonly (readonly Asked[])[] {
  return [
    design === 'pattern-b-lost-wakeup'
      ? [simple, kernel, actor]
      : [simple, simple, simple, simple, kernel, simple, actor, inbox],
  ]
}

const alone = (...asked: readonly Asked[]) => ({ requests: asked.length, federated: false, clients: () => [asked] })
const federated = (...asked: readonly Asked[]) => ({ requests: asked.length, federated: true, clients: () => [asked] })
/** Two stand for four. Where requests time out one after another, four take longer than two: then it is all of them. */
function crossingTwice(variants: readonly Variant[]): readonly (readonly Asked[])[] {
  return variants.some(({ httpTimeout }) => httpTimeout !== null) ? [...crossing(), ...crossing()] : crossing()
}

const crossing = () => [[{ route: 'deliver' as const }], [{ route: 'deliver' as const, side: 1 as const }]]

/** The loads of `drive.sh` by name. */
export const loads: Readonly<Record<string, Load>> = {
  seq: { requests: 8, federated: false, clients: sequence },
  'conc8-simple': { requests: 8, federated: false, clients: () => [[simple], [simple]] },
  'conc4-mixed': { requests: 4, federated: false, clients: mixed },
  'conc8-kernel': { requests: 8, federated: false, clients: kernelCallers },
  stress: { requests: 160, federated: false, clients: kernelCallers },
  boom: alone(
    { route: 'boom', expects: 'error' },
    simple,
    kernel,
    { route: 'boom-after', expects: 'raised' },
    simple,
    kernel,
  ),
  loopback: alone({ route: 'loopback' }, simple),
  'self-http': alone({ route: 'self-http' }, simple, kernel),
  mutual: alone({ route: 'mutual' }, simple, kernel),
  wait: {
    requests: 2,
    federated: false,
    clients: () => [[{ route: 'wait' }], [{ route: 'release', pause: 300 }]],
  },
  crash: alone({ route: 'crash', expects: 'raised' }, simple, { ...kernel, expects: 'raised' }),
  stale: alone({ route: 'slow-then-tip' }, kernel),
  late: alone({ route: 'slow', patience: 500, leaves: true }, simple, { ...simple, pause: 1500 }, kernel),
  'fed-plain': federated(simple, simple2, { route: 'deliver-unsigned' }, simple, simple2),
  'fed-handler': federated({ route: 'deliver' }, simple, simple2),
  'fed-kernel': federated({ route: 'publish' }, simple, simple2, kernel),
  'fed-deferred': federated({ route: 'publish-deferred' }, simple, simple2, kernel),
  'fed-cross': { requests: 2, federated: true, clients: crossing },
  'fed-conc4': { requests: 4, federated: true, clients: crossingTwice },
}
