import type { Evidence } from './evidence.ts'
import type { Requested } from './paths.ts'
import { requestNamed } from './paths.ts'
import type { Variant } from './variant.ts'

/** What an experiment costs, cheapest first. */
const costs = ['a curl', 'a flag', 'a log line', 'a change of code'] as const

type Cost = (typeof costs)[number]

/** Something that can be done to tell root causes apart. */
export interface Experiment {
  readonly name: string
  readonly cost: Cost
  /** What to do, and what to look at. */
  readonly todo: string
  /** The instance that is asked, made from the one that is there. */
  readonly of: (variant: Variant) => Variant
  /** Clients that work at once; each asks for one thing after another. */
  readonly asks: readonly (readonly Requested[])[]
  /** Whether it shows what the scheduler does while the last request hangs, besides the answers. */
  readonly looks: boolean
}

function asks(texts: readonly string[], patience?: number): readonly Requested[] {
  return texts.flatMap((text) => {
    const request = requestNamed(text)
    return request === undefined ? [] : [patience === undefined ? request : { ...request, patience }]
  })
}

const OUTBOX = '/actors/alice/outbox'
const same = (variant: Variant): Variant => variant
const design =
  (name: Variant['design']) =>
  (variant: Variant): Variant => ({ ...variant, design: name })

function experiment(
  name: string,
  cost: Cost,
  todo: string,
  texts: readonly (readonly string[])[],
  more: { readonly of?: Experiment['of']; readonly looks?: boolean; readonly patience?: number } = {},
): Experiment {
  const { of = same, looks = false, patience } = more
  return { name, cost, todo, of, looks, asks: texts.map((list) => asks(list, patience)) }
}

/** The experiments that are weighed. All of them begin with a server that has just been started. */
export const experiments: readonly Experiment[] = [
  experiment('root-again', 'a curl', `ask for ${OUTBOX}, and when it has hung for /`, [[OUTBOX, '/']]),
  experiment('outbox-again', 'a curl', `ask for ${OUTBOX} twice, one after the other`, [[OUTBOX, OUTBOX]]),
  experiment('two-roots', 'a curl', 'ask for / twice at once', [['/'], ['/']]),
  experiment('patience', 'a curl', `ask for ${OUTBOX} with --max-time 900`, [[OUTBOX]], { patience: 900_000 }),
  experiment('raise', 'a curl', 'ask for /boom, then for /', [['/boom', '/']]),
  experiment(
    'call-timeout',
    'a flag',
    `give gen_server calls a timeout of 1,500 ms, ask for ${OUTBOX}, then for /`,
    [[OUTBOX, '/']],
    { of: (variant) => ({ ...variant, genTimeout: 1_500 }) },
  ),
  experiment(
    'pump',
    'a flag',
    `let the thread that waits run the scheduler (--pump), and ask for ${OUTBOX}`,
    [[OUTBOX]],
    {
      of: (variant) => ({ ...variant, pump: true }),
    },
  ),
  experiment(
    'who-asks',
    'a log line',
    `log which thread asks for which lock (or dump the threads), and ask for ${OUTBOX}`,
    [[OUTBOX]],
    { looks: true },
  ),
  experiment(
    'remove-lock',
    'a change of code',
    `remove the lock around the handler call, ask for ${OUTBOX}, then for /`,
    [[OUTBOX, '/']],
    { of: design('pattern-a-naive') },
  ),
  experiment('pattern-a', 'a change of code', `build pattern A, ask for ${OUTBOX}, then for /`, [[OUTBOX, '/']], {
    of: design('pattern-a'),
  }),
  experiment('pattern-b', 'a change of code', `build pattern B, ask for /, then for ${OUTBOX}`, [['/', OUTBOX]], {
    of: design('pattern-b'),
  }),
]

/** How well an experiment tells root causes apart, by what the models allow it to show. */
export interface Split {
  readonly experiment: Experiment
  /** What it may show, and the root causes that allow that. */
  readonly groups: readonly { readonly shows: string; readonly causes: readonly string[] }[]
  /**
   * How many root causes are left on average, when each is as likely as the others, and each thing that it allows as
   * likely as the others that it allows.
   */
  readonly left: number
}

/** The split that an experiment makes; `shows` is what each root cause allows. */
export function splitOf(experiment: Experiment, shows: ReadonlyMap<string, readonly string[]>): Split {
  const groups = new Map<string, string[]>()
  for (const [cause, outcomes] of shows) {
    for (const outcome of outcomes) groups.set(outcome, [...(groups.get(outcome) ?? []), cause])
  }
  let left = 0
  for (const outcomes of shows.values()) {
    for (const outcome of outcomes) left += (groups.get(outcome)?.length ?? 0) / outcomes.length / shows.size
  }
  return { experiment, groups: [...groups].sort().map(([outcome, causes]) => ({ shows: outcome, causes })), left }
}

/** Whether it can rule anything out. */
export function separates({ groups }: Split, causes: number): boolean {
  return groups.some((group) => group.causes.length < causes)
}

/** The cheapest first, and of those that cost the same the best: the one that leaves fewest. */
export function rankedSplits(splits: readonly Split[]): readonly Split[] {
  const cost = ({ experiment }: Split): number => costs.indexOf(experiment.cost)
  return [...splits].sort((a, b) => cost(a) - cost(b) || a.left - b.left)
}

/** The variants that ran, as far as all evidence agrees on them; experiments change these. */
export function baseOf(evidence: readonly Evidence[], fallback: Variant): Variant {
  const [first] = evidence
  const one = first?.variants[0] ?? fallback
  return evidence.every(({ variants }) => JSON.stringify(variants[0]) === JSON.stringify(one)) ? one : fallback
}
