/** Mutants that no property tells from the original, although their steps differ, and why that is right. */
interface Excuse {
  readonly mutants: readonly string[]
  readonly reason: string
}

const EXCUSES: readonly Excuse[] = [
  {
    mutants: [
      'pattern-a/conn/call.yielding/on restored 2/to asleep',
      'pattern-a-hook/conn/call.parking/on restored/to asleep',
    ],
    reason:
      'the thread holds mtx from the call to the sleep, so that the kernel cannot have run and the first test never finds a reply',
  },
  {
    mutants: [
      'pattern-a/conn/call.yielding/on restored 1/do not ask pumps',
      'pattern-a/conn/call.yielding/on restored 2/to popping',
      'pattern-a/conn/call.asleep/on wake/to returning',
      'pattern-a/conn/call.relocking/on granted/to popping',
      'pattern-b/conn/call.unlockingCell/always/to returning',
    ],
    reason:
      'the thread runs what is ready once, with mtx and with the register put back before and after, as --pump does each time',
  },
  {
    mutants: [
      'pattern-a/conn/call.yielding/on restored 1/unless pumps',
      'pattern-a/conn/call.yielding/on restored 1/drop',
      'pattern-a/conn/call.yielding/on restored 1/to testing',
      'pattern-a/conn/call.yielding/on restored 1/to resting',
      'pattern-a/conn/call.endingSlice/on restored/to testing',
      'pattern-a/conn/call.endingSlice/on restored/to resting',
      'pattern-b/conn/call.unlocking/always 1/to waiting',
      'pattern-b/conn/call.endingSlice/on restored/to unlocking',
      'pattern-b/conn/call.endingSlice/on restored/to looking',
    ],
    reason:
      'with --pump the thread rests before the queue is empty, and is back at once: it looks every 2 ms whether anything is ready',
  },
  {
    mutants: [
      'pattern-a/run-queue/memory/on poll/do not ask worthWhile',
      'pattern-b/run-queue/memory/on poll/do not ask worthWhile',
      'pattern-b/conn/call.looking/on result 2/to returning',
      'pattern-b/conn/call.waiting/skip, to returning',
    ],
    reason:
      'a thread that polls looks when there is nothing to see, as the real one does every 2 ms; it gives mtx back between two looks',
  },
  {
    mutants: ['pattern-b/conn/call.looking/on result 1/to lockingCell'],
    reason: 'the thread reads the result, which is there and stays, once more with the mutex of the cell',
  },
  {
    mutants: [
      'pattern-b/conn/call.fetchingInSlice.relocking/on granted/to back',
      'pattern-b/conn/call.fetchingInSlice.setting/skip, to back',
    ],
    reason:
      'the register is another one only when two slices block in requests at once, for which pattern B has too many states here (67,297); the same states of the thread of pattern A are killed',
  },
  {
    mutants: [
      'pattern-a/er-process/root/on expire 2/drop callTimer',
      'pattern-a/er-process/root/on expire 1/do not ask polls',
      'pattern-a/er-process/root/on expire 1/unless polls',
    ],
    reason:
      'a process that runs sees for itself, before it waits, that its deadline has passed: the timer thread has nobody to wake',
  },
  {
    mutants: ['pattern-a/er-process/root/on down 1/unless host', 'pattern-a/er-process/root/on down 1/drop'],
    reason: 'a process that runs is told nothing new by a broadcast: the thread that would sleep for it is running it',
  },
  {
    mutants: ['pattern-a/er-process/Waiting/on expire 1/drop', 'pattern-b/er-process/Waiting/on expire 1/drop'],
    reason: 'with --pump too the timer thread then wakes who waits, as it does without',
  },
  {
    mutants: [
      'pattern-a/er-process/Waiting/on fire 2/do not ask spinning',
      'pattern-a/er-process/Waiting/on fire 2/unless spinning',
    ],
    reason: 'the scheduler is woken by a deadline that is not its own, finds nothing ready and sleeps again',
  },
  {
    mutants: ['pattern-a/er-process/Running.sending/on done/to deciding'],
    reason:
      'a look into the shared mailbox that is left out after the call is made up for by the test before the sleep',
  },
  {
    mutants: ['pattern-a/er-process/peeking/on mail 1/to firing', 'pattern-a/er-process/peeking/on mail 2/to firing'],
    reason: 'the thread is woken once more than needed, and tests again before it goes on',
  },
  {
    mutants: ['pattern-a/er-process/firing/on test/as Waiting'],
    reason: 'a test is answered while the thread is being told of the deadline, and by then the answer is the same',
  },
  {
    mutants: [
      'pattern-a/er-process/exiting/initial/flagging',
      'pattern-b/er-process/exiting.filling/on done 1/do not ask pumped',
    ],
    reason: 'the thread is told that there is something to see, which it learns anyway, and does not ask about again',
  },
  {
    mutants: [
      'pattern-a/gen-server/Running.handling/on current 6/drop',
      'pattern-b/gen-server/Running.handling/on current 6/drop',
    ],
    reason: 'the kernel answers at once what it should take its time for, and no property asks for slowness',
  },
]

/** Why mutants of a design may live, by their ids. */
export function reasonsOf(design: string): ReadonlyMap<string, string> {
  const all = EXCUSES.flatMap(({ mutants, reason }) => mutants.map((id) => [id, reason] as const))
  return new Map(all.filter(([id]) => id.startsWith(`${design}/`)))
}
