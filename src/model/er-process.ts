import { calleeOf, erCode, NOTHING } from './er-code.ts'

/**
 * An er-process, such as that of a handler call, and the code of its route. `self` is read late, as in `gen_call`, so that
 * a clobbered register gives a wrong return address. `await` is the host thread's polling loop: it stays in its channel
 * until a message matches, or the deadline has passed. A slice that finds nothing that it wants changes nothing.
 */
export const erProcess = erCode.createMachine({
  id: 'er-process',
  context: ({ input }) => ({
    ...input,
    ...NOTHING,
    mailbox: [],
    thread: null,
    steps: [],
    status: 'ok',
    caller: null,
    callRef: null,
  }),
  initial: 'absent',
  on: {
    reply: [{ guard: 'host', actions: ['append', 'notify'] }, { actions: ['append', 'done'] }],
    down: [{ guard: 'host', actions: ['append', 'notify'] }, { actions: ['append', 'done'] }],
    http_reply: [{ guard: 'host', actions: ['append', 'notify'] }, { actions: ['append', 'done'] }],
    $gen_call: [{ guard: 'host', actions: ['append', 'notify'] }, { actions: ['append', 'done'] }],
    expire: [{ guard: 'polls', actions: 'expire' }, { actions: ['expire', 'callTimer'] }],
    fire: { actions: 'done' },
  },
  states: {
    absent: {
      tags: 'idle',
      on: {
        run: { target: 'Running', actions: ['make', 'begin'] },
        spawn: { target: 'Ready', actions: ['make', 'pushSelf'] },
      },
    },
    Ready: {
      meta: { waits: { kind: 'needs-run-slot', on: ({ context }) => context.scheduler } },
      on: {
        run: [
          { guard: 'inCall', target: 'Running.receiving', actions: 'begin' },
          { target: 'Running', actions: 'begin' },
        ],
      },
    },
    Running: {
      initial: 'evaluating',
      states: {
        evaluating: {
          always: [
            { guard: 'calls', target: 'calling' },
            { guard: 'startsHttp', target: 'starting' },
            { guard: 'fetches', target: 'fetching' },
            { guard: 'raises', target: '#er-process.exiting', actions: 'raise' },
            { guard: 'answers', target: 'answering' },
            { target: '#er-process.exiting' },
          ],
        },
        calling: {
          entry: 'askSelf',
          on: {
            current: [
              { guard: 'noSelf', target: '#er-process.exiting', actions: ['fail', 'getLost'] },
              { target: 'sending', actions: ['call', 'expect', 'arm'] },
            ],
          },
        },
        sending: { on: { done: 'receiving' } },
        starting: {
          entry: 'askSelf',
          on: {
            current: [
              { guard: 'noSelf', target: '#er-process.exiting', actions: ['fail', 'getLost'] },
              { target: 'receiving', actions: ['startHttp', 'expect'] },
            ],
          },
        },
        /** The thread that runs this blocks in the request. */
        fetching: {
          entry: 'askFetch',
          meta: { waits: { kind: 'runs', on: ({ context }) => context.thread } },
          on: {
            fetched: [
              { guard: 'succeeded', target: 'evaluating', actions: 'nextStep' },
              { target: '#er-process.exiting', actions: 'fail' },
            ],
          },
        },
        answering: { entry: 'answer', on: { done: { target: 'evaluating', actions: 'nextStep' } } },
        receiving: {
          always: [{ guard: 'shares', target: 'looking' }, { target: 'deciding' }],
        },
        looking: { entry: 'takeShared', on: { mail: { target: 'deciding', actions: 'putMail' } } },
        deciding: {
          always: [
            { guard: 'firedPatient', target: 'evaluating', actions: 'giveUpCall' },
            { guard: 'fired', target: '#er-process.exiting', actions: ['giveUpCall', 'fail'] },
            { guard: 'serverExited', target: '#er-process.exiting', actions: ['take', 'disarm', 'fail'] },
            { guard: 'hasMatch', target: 'evaluating', actions: ['take', 'disarm'] },
            { guard: 'timedOutPatient', target: 'evaluating', actions: 'giveUpCall' },
            { guard: 'timedOut', target: '#er-process.exiting', actions: ['giveUpCall', 'fail'] },
            { target: '#er-process.Waiting', actions: ['blocked', 'leave'] },
          ],
        },
      },
    },
    /** A thread that resumes it with nothing to receive makes it raise. */
    Waiting: {
      meta: { waits: { kind: 'awaits-reply', on: ({ context }) => calleeOf(context) } },
      on: {
        run: [
          { guard: 'mayResume', target: 'Running.receiving', actions: 'begin' },
          { target: 'exiting', actions: ['begin', 'fail'] },
        ],
        test: [
          { guard: 'canResume', actions: 'matches' },
          { guard: 'shares', target: 'peeking', actions: 'begin' },
          { actions: 'matchesNot' },
        ],
        await: { guard: 'canResume', actions: 'matches' },
        reply: [
          { guard: 'host', actions: ['append', 'notify'] },
          { target: 'Ready', actions: ['append', 'pushSelf'] },
        ],
        down: [
          { guard: 'host', actions: ['append', 'notify'] },
          { target: 'Ready', actions: ['append', 'pushSelf'] },
        ],
        http_reply: [
          { guard: 'host', actions: ['append', 'notify'] },
          { target: 'Ready', actions: ['append', 'pushSelf'] },
        ],
        expire: [
          { guard: 'pumped', target: 'firing', actions: 'expire' },
          { guard: 'polls', actions: 'expire' },
          { actions: ['expire', 'callTimer'] },
        ],
        fire: [
          { guard: 'timedOutReady', target: 'Ready', actions: ['fire', 'pushSelf'] },
          { guard: 'spinning', target: 'alarming', actions: 'begin' },
          { guard: 'host', actions: 'notify' },
          { actions: 'done' },
        ],
      },
    },
    peeking: {
      entry: 'peek',
      on: {
        mail: [
          { guard: 'gotMail', target: 'Waiting', actions: ['matchesThread', 'leave'] },
          { target: 'Waiting', actions: ['matchesNotThread', 'leave'] },
        ],
      },
    },
    /** `--spin`: the scheduler hears of the deadline before the thread does. */
    alarming: { entry: 'overdue', on: { done: 'notifying' } },
    notifying: { entry: 'notifyThread', on: { done: { target: 'Waiting', actions: ['doneThread', 'leave'] } } },
    /** The deadline has passed, with `--pump`: a thread that looks by itself will see it. */
    firing: {
      initial: 'deciding',
      states: {
        deciding: { always: [{ guard: 'host', target: 'notifying' }, { target: 'pushing' }] },
        notifying: { entry: 'notifyLate', on: { done: '#er-process.Waiting' } },
        pushing: { entry: 'pushLate', exit: 'fire', on: { done: '#er-process.Ready' } },
      },
    },
    exiting: {
      initial: 'deciding',
      states: {
        deciding: {
          always: [
            { guard: 'host', target: '#er-process.Exited' },
            { guard: 'silent', target: '#er-process.Exited' },
            { guard: 'locked', target: 'locking' },
            { target: 'setting' },
          ],
        },
        locking: {
          entry: 'lockCell',
          meta: { waits: { kind: 'acquires', on: ({ context }) => context.cell } },
          on: { granted: 'filling' },
        },
        filling: {
          entry: ['fillCell', 'unlockCell'],
          on: { done: [{ guard: 'pumped', target: 'flagging' }, { target: '#er-process.Exited' }] },
        },
        flagging: { entry: 'flagOwner', on: { done: '#er-process.Exited' } },
        setting: { entry: 'setCell', on: { done: 'signalling' } },
        signalling: { entry: 'signalCell', on: { done: '#er-process.Exited' } },
      },
    },
    /** Out of the table: what is sent to it now is dropped. */
    Exited: {
      tags: 'idle',
      entry: ['finished', 'disarm', 'forget'],
      on: {
        reply: { actions: 'done' },
        down: { actions: 'done' },
        http_reply: { actions: 'done' },
        $gen_call: { actions: 'done' },
        expire: { actions: 'ignore' },
        fire: { actions: 'done' },
      },
    },
  },
})
