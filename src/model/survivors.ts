/** Mutants that no property tells from the original, although their steps differ, and why that is right. */
interface Excuse {
  readonly mutants: readonly string[]
  readonly reason: string
}

const EXCUSES: readonly Excuse[] = [
  {
    mutants: [
      'pattern-a/conn/call.yielding/on restored/to asleep',
      'pattern-a-hook/conn/call.parking/on restored/to asleep',
    ],
    reason:
      'the thread holds mtx from the call to the sleep, so that the kernel cannot have run and the first test never finds a reply',
  },
  {
    mutants: [
      'pattern-a/conn/call.relocking/on granted/to yielding',
      'pattern-a-hook/conn/call.relocking/on granted/to parking',
    ],
    reason: 'it puts null back into current once more, and current is null whenever mtx is granted',
  },
  {
    mutants: [
      'pattern-a/sched/locking/on granted/to restoring',
      'pattern-a-hook/sched/locking/on granted/to restoring',
      'pattern-b/sched/locking/on granted/to restoring',
    ],
    reason: 'it puts null back into current before the first slice, and current is null whenever mtx is granted',
  },
  {
    mutants: [
      'pattern-a/sched/restoring/on restored/to asleep',
      'pattern-a-hook/sched/restoring/on restored/to asleep',
    ],
    reason:
      'in pattern A only the kernel runs in slices, and nobody can make it ready during its own: the queue is empty after each slice',
  },
  {
    mutants: ['pattern-a/condition/a broadcast wakes one', 'pattern-a-hook/condition/a broadcast wakes one'],
    reason: 'the kernel answers all its callers in one slice with a broadcast each, so that as many are woken as sleep',
  },
  {
    mutants: ['pattern-b/conn/swap the order of the two locks'],
    reason:
      'nobody else wants the mutex of the cell before the process of the handler exists, which the thread makes when it has both',
  },
]

/** Why a mutant may live; `undefined` when nothing is known that excuses it. */
export function reasonFor(id: string): string | undefined {
  return EXCUSES.find(({ mutants }) => mutants.includes(id))?.reason
}

/** The mutants that are excused. */
export function excused(): readonly string[] {
  return EXCUSES.flatMap(({ mutants }) => mutants)
}
