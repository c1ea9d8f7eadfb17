import { contradictionsOf } from '../model/contradictions.ts'
import { endWords, standingOf } from '../model/diagnosis.ts'
import type { Evidence, RunEnd } from '../model/evidence.ts'
import type { Experiment, Split } from '../model/experiments.ts'
import { baseOf, experiments, rankedSplits, separates, splitOf } from '../model/experiments.ts'
import { leftovers } from '../model/fixes.ts'
import { fatesOf } from '../model/judgement.ts'
import type { RootCause } from '../model/root-causes.ts'
import { rootCauses } from '../model/root-causes.ts'
import type { Variant } from '../model/variant.ts'
import { plain } from '../model/variant.ts'
import type { Advised, Diagnosed, Diagnosis, Retold } from '../report/diagnose-report.ts'
import { diagnoseJson, diagnoseText } from '../report/diagnose-report.ts'
import { jsonReport } from '../report/json.ts'
import type { Effort } from '../sim/outcomes.ts'
import { ADVICE_EFFORT, advise } from './advice.ts'
import { evidenceOf, evidenceOfOptions } from './evidence.ts'
import { breathe, EXIT, UsageError } from './io.ts'
import { observationsIn } from './observations.ts'
import type { PredictedHere } from './predictions.ts'
import { Predictions } from './predictions.ts'
import type { Session } from './session.ts'
import { styleOf } from './session.ts'
import { interruptOf } from './supervise.ts'
import { told } from './told.ts'

/** The options of `sim diagnose`. */
export interface DiagnoseOptions {
  readonly saw: readonly string[]
  readonly design: string
  readonly observed?: readonly string[]
  readonly maxStates?: number
  readonly runs?: number
  /** `--no-advice`: false. */
  readonly advice: boolean
  readonly schedules?: boolean
  readonly json?: boolean
}

/** How many states are searched before seeded runs take over, how many of these, and of how many steps each. */
const EFFORT = { states: 400_000, runs: 300, steps: 5_000 } as const

/** `sim diagnose --saw 'PATH = RESULT'… | --observed FILE…` */
export async function diagnoseCommand(options: DiagnoseOptions, session: Session): Promise<number> {
  const evidence = evidenceIn(options, session.io.cwd)
  const effort = { ...EFFORT, states: options.maxStates ?? EFFORT.states, runs: options.runs ?? EFFORT.runs }
  const interrupt = interruptOf(session.io)
  try {
    const diagnosis = await diagnosisOf(evidence, effort, options.advice, () => interrupt.asked)
    if (diagnosis === undefined) return EXIT.interrupted
    session.print(
      options.json
        ? jsonReport(diagnoseJson(diagnosis))
        : diagnoseText(diagnosis, options.schedules ?? false, styleOf(session)),
    )
    const verdicts = diagnosis.diagnosed.map(({ standing }) => standing.verdict)
    if (verdicts.includes('allows')) return EXIT.expected
    return verdicts.includes('undecided') ? EXIT.inconclusive : EXIT.violated
  } finally {
    interrupt.release()
  }
}

/** Judges every root cause; `undefined` when the user has interrupted. */
async function diagnosisOf(
  evidence: readonly Evidence[],
  effort: Effort,
  advice: boolean,
  interrupted: () => boolean,
): Promise<Diagnosis | undefined> {
  const predictions = new Predictions(effort)
  const diagnosed: Diagnosed[] = []
  for (const cause of rootCauses) {
    await breathe()
    if (interrupted()) return undefined
    diagnosed.push(diagnose(cause, evidence, predictions))
  }
  const standings = diagnosed.map(({ standing }) => standing)
  const left = standings.filter(({ verdict }) => verdict !== 'refuted').map(({ cause }) => cause)
  const trialsOf = new Predictions(ADVICE_EFFORT)
  const advised: Advised[] = []
  for (const cause of advice ? left : []) {
    await breathe()
    if (interrupted()) return undefined
    advised.push(...advise(cause, trialsOf))
  }
  return {
    evidence,
    diagnosed,
    contradictions: left.length === 0 ? contradictionsOf(standings, evidence) : [],
    splits: left.length < 2 ? [] : splitsOf(left, evidence, predictions),
    advised,
    leaves: advised.length === 0 ? [] : leftovers,
  }
}

function evidenceIn({ saw, design, observed = [] }: DiagnoseOptions, cwd: string): readonly Evidence[] {
  const evidence = [
    ...observed.flatMap((file) => observationsIn(file, cwd).map(evidenceOf)),
    ...evidenceOfOptions(saw, design),
  ]
  if (evidence.length > 0) return evidence
  throw new UsageError(`nothing was seen; say --saw '/actors/alice/outbox = hang', or --observed FILE`)
}

function diagnose(cause: RootCause, evidence: readonly Evidence[], predictions: Predictions): Diagnosed {
  const predicted = evidence.map((each) => predictions.of(cause, each))
  const standing = standingOf(cause, predicted)
  const [refutation] = standing.refutations
  const refuting = predicted.find((each) => each.evidence === refutation?.evidence)
  return {
    standing,
    asSeen: predicted.flatMap((each) =>
      each.kind === 'run' && standing.verdict === 'allows' ? [asSeen(each, predictions)] : [],
    ),
    instead:
      refuting === undefined || refutation.instead.length === 0
        ? undefined
        : retold(refuting, refutation.instead, predictions),
  }
}

/** A shortest execution that comes to one of these ends. */
function retold(predicted: PredictedHere, among: readonly number[], predictions: Predictions): Retold {
  const { system } = predicted.prediction
  const { choices, end, shortest } = predictions.schedule(predicted.prediction, among)
  if (predicted.kind === 'run') {
    const ended = predicted.prediction.ends[end]
    const hangs = ended.results.flat().includes('hang')
    return { ...told(system, choices, hangs), shows: endWords(predicted.evidence, ended), shortest }
  }
  const fates = fatesOf(predicted.prediction.ends[end])
  return { ...told(system, choices, fates.includes('hang')), shows: fates.join(', '), shortest }
}

/** An execution that shows what was seen, and what else the root cause allows there. */
function asSeen(
  predicted: PredictedHere & { readonly kind: 'run' },
  predictions: Predictions,
): Diagnosed['asSeen'][number] {
  const { evidence, prediction } = predicted
  const { ends, exhaustive, states } = prediction
  const { phases, scheduler } = evidence
  const results = JSON.stringify(phases.flat().map((client) => client.map(({ result }) => result)))
  const shows = (end: RunEnd): boolean =>
    JSON.stringify(end.results) === results && (scheduler === null || scheduler === end.scheduler)
  const among = [...ends.keys()].filter((number) => shows(ends[number]))
  const others = new Set(ends.map((end) => endWords(evidence, end)))
  others.delete(endWords(evidence, ends[among[0]]))
  return { ...retold(predicted, among, predictions), evidence, others: [...others].sort(), exhaustive, states }
}

type Both = readonly [Variant, Variant]

const twice = (variant: Variant): Both => [variant, variant]

/** What the experiments tell apart; one of which not all executions were looked at is left out, for it may show more. */
function splitsOf(
  left: readonly RootCause[],
  evidence: readonly Evidence[],
  predictions: Predictions,
): readonly Split[] {
  const base = baseOf(evidence, plain('original'))
  const splits = experiments.flatMap((experiment): readonly Split[] => {
    const found = left.map(({ of }) => predictions.run(twice(experiment.of(of(base))), [experiment.asks]))
    if (!found.every(({ exhaustive }) => exhaustive)) return []
    const shows = left.map(({ name }, at) => [name, shown(experiment, found[at].ends)] as const)
    return [splitOf(experiment, new Map(shows))]
  })
  return rankedSplits(splits.filter((split) => separates(split, left.length)))
}

/** What an experiment may show, in words. */
function shown({ asks, looks }: Experiment, ends: readonly RunEnd[]): readonly string[] {
  const words = ends.map((end) => {
    const answers = endWords({ phases: [asks] }, end)
    // Only while a request hangs is all at rest.
    return looks && end.results.at(-1)?.at(-1) === 'hang' ? `${answers}; scheduler ${end.scheduler}` : answers
  })
  return [...new Set(words)]
}
