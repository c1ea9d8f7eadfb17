import type { CheckResult } from '../check/check.ts'
import { plain } from '../engine/trace.ts'
import type { Counterexample, ExecutionStep } from '../engine/verdict.ts'
import { signatureOf } from '../engine/verdict.ts'
import { VERSION } from '../engine/version.ts'
import type { Replayed } from '../sim/replay.ts'
import type { Shrunk } from '../sim/shrink.ts'
import type { SimulationResult } from '../sim/simulate.ts'
import { printableJson } from './text.ts'

/** A counterexample and the command that makes it again. */
export interface Reproducible {
  readonly counterexample: Counterexample
  readonly replay: string | undefined
}

/** A check and what the command line knows about it. */
export interface Checked {
  readonly result: CheckResult
  readonly asExpected: boolean
  readonly seconds: number
  /** The finding to show; `undefined` when there is none. */
  readonly shown: Reproducible | undefined
}

/** What every JSON report begins with. */
export function jsonReport(body: object): string {
  return `${printableJson({ interlock: VERSION, ...body })}\n`
}

function stepsJson(steps: readonly ExecutionStep[]): readonly object[] {
  return steps.map(({ label, actor, waited, time }) => ({ label, actor, waited, time }))
}

function counterexampleJson({ counterexample, replay }: Reproducible): object {
  const { violation, steps, loop } = counterexample
  const deadlock = 'explanation' in violation ? violation.explanation : undefined
  return {
    steps: stepsJson(steps),
    loop: loop ?? null,
    cycle: deadlock?.cycle.map(({ from, kind, to }) => ({ from, kind, to })) ?? [],
    core: deadlock?.core ?? [],
    victims: deadlock?.victims ?? [],
    replay: replay ?? null,
    violation: plain(violation),
    signature: signatureOf(violation),
  }
}

/** A check as it stands in `results`. */
export function checkJson({ result, asExpected, seconds, shown }: Checked): object {
  const {
    system,
    parameters,
    verdict,
    complete,
    hit,
    states,
    transitions,
    depth,
    growth,
    deadlocks,
    fatal,
    violations,
  } = result
  const { responses, masked, reductions } = result
  return {
    system,
    parameters,
    verdict: verdict.kind,
    property: shown?.counterexample.property ?? null,
    asExpected,
    complete,
    bound: hit ?? null,
    reductions,
    ...(growth.length === 0 ? {} : { growth }),
    states,
    transitions,
    depth,
    deadlocks: deadlocks ?? null,
    fatal: fatal ?? null,
    seconds: Math.round(seconds * 1000) / 1000,
    violations,
    responses: responses.map(({ steps, loop, ...response }) => ({
      ...response,
      steps: stepsJson(steps),
      loop: loop ?? null,
    })),
    masked: masked.map(({ violation, steps }) => ({
      signature: signatureOf(violation),
      violation: plain(violation),
      steps: stepsJson(steps),
    })),
    counterexample: shown === undefined ? null : counterexampleJson(shown),
  }
}

/** A simulation as it stands in `results`. */
export function runJson(
  result: SimulationResult,
  asExpected: boolean,
  shown: (Reproducible & { readonly shrunk: Shrunk | undefined }) | undefined,
): object {
  const { system, parameters, clock, strategy, seed, runs, steps, truncated, endless, time, unseen, failing, verdict } =
    result
  return {
    system,
    parameters,
    verdict: verdict.kind,
    property: shown?.counterexample.property ?? null,
    asExpected,
    clock,
    strategy,
    seed,
    runs,
    steps,
    truncated,
    endless: endless ?? null,
    time,
    unseen,
    unjudged: verdict.kind === 'sampled' ? verdict.unjudged : [],
    failing: failing ?? null,
    coverage: result.coverage ?? null,
    ...(result.mix === undefined ? {} : { faults: result.mix }),
    shrunk: shown?.shrunk === undefined ? null : shrunkJson(shown.shrunk),
    counterexample: shown === undefined ? null : counterexampleJson(shown),
  }
}

/** How far a counterexample was shrunk. */
export function shrunkJson({ from, to, executed, minimal }: Shrunk): object {
  return { from, to, executed, minimal }
}

/** A replay as it stands in `results`. */
export function replayJson(system: string, sameModel: boolean, replayed: Replayed, replay: string | undefined): object {
  const head = { system, outcome: replayed.kind, sameModel }
  switch (replayed.kind) {
    case 'reproduced': {
      const { counterexample } = replayed
      return {
        ...head,
        property: counterexample.property,
        counterexample: counterexampleJson({ counterexample, replay }),
      }
    }
    case 'followed':
      return { ...head, followed: replayed.steps.length }
    case 'diverged':
      return {
        ...head,
        recorded: replayed.recorded,
        divergence: replayed.divergence,
        lost: replayed.lost ?? null,
        followed: replayed.steps.length,
        found: plain(replayed.found ?? null),
      }
    case 'different':
      return { ...head, expected: plain(replayed.expected ?? null), found: plain(replayed.found ?? null) }
  }
}

/** What going on after a recording came to; `same` says whether it is the recorded failure. */
export function onwardJson(
  { runs, truncated, failing }: SimulationResult,
  same: boolean | undefined,
  shown: Reproducible | undefined,
): object {
  return {
    runs,
    truncated,
    failing: failing ?? null,
    same: same ?? null,
    counterexample: shown === undefined ? null : counterexampleJson(shown),
  }
}
