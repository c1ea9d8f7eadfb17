/** One who does tasks one after another, in a thread of its own. */
export interface Hand<Task, Done> {
  readonly post: (task: Task) => void
  /** Called with what each task came to, and once when the hand is gone: with what went wrong, or why it ended. */
  readonly listen: (done: (what: Done) => void, gone: (why: Error) => void) => void
  readonly dismiss: () => void
}

/** A task that has ended so many hands is not given to another one. */
const DEATHS = 3

/** Hands cannot do a task: it ends each of them. */
export class DeadlyTask extends Error {
  override readonly name = 'DeadlyTask'
}

/**
 * Has tasks done by several hands and gives what they come to in the order of the tasks, each once. The task of a hand
 * that dies is given to another one first of all, so that none is lost. Ends when all is done, when `stop` is called or
 * when `take` says that it has enough; the hands are dismissed in any case.
 *
 * @throws what `isFinal` says is no accident, and `DeadlyTask`.
 */
export class Pool<Task, Done> {
  readonly #tasks: Iterator<Task>
  readonly #hire: () => Hand<Task, Done>
  readonly #take: (done: Done) => boolean
  readonly #isFinal: (why: Error) => boolean
  readonly #hands = new Set<Hand<Task, Done>>()
  readonly #again: { readonly at: number; readonly task: Task; readonly deaths: number }[] = []
  readonly #early = new Map<number, Done>()
  #dealt = 0
  #taken = 0
  #over: (error?: Error) => void = () => {}

  constructor(
    tasks: Iterable<Task>,
    hire: () => Hand<Task, Done>,
    take: (done: Done) => boolean,
    isFinal: (why: Error) => boolean,
  ) {
    this.#tasks = tasks[Symbol.iterator]()
    this.#hire = hire
    this.#take = take
    this.#isFinal = isFinal
  }

  /** Has everything done. */
  async work(count: number): Promise<void> {
    try {
      await new Promise<void>((resolve, reject) => {
        this.#over = (error) => (error === undefined ? resolve() : reject(error))
        for (let hired = 0; hired < count; hired++) this.#engage()
      })
    } finally {
      this.#over = () => {}
      const hands = [...this.#hands]
      // Who is dismissed is not missed when it goes.
      this.#hands.clear()
      for (const hand of hands) hand.dismiss()
    }
  }

  /** Ends the work now. */
  stop(): void {
    this.#over()
  }

  #next(): { at: number; task: Task; deaths: number } | undefined {
    const again = this.#again.pop()
    if (again !== undefined) return again
    const { done, value } = this.#tasks.next()
    return done === true ? undefined : { at: this.#dealt++, task: value, deaths: 0 }
  }

  #engage(): void {
    let current = this.#next()
    if (current === undefined) {
      this.#settle()
      return
    }
    const hand = this.#hire()
    this.#hands.add(hand)
    hand.listen(
      (done) => {
        if (current === undefined || !this.#hands.has(hand)) return
        this.#early.set(current.at, done)
        current = this.#next()
        if (current === undefined) {
          this.#hands.delete(hand)
          hand.dismiss()
        } else hand.post(current.task)
        this.#settle()
      },
      (why) => {
        if (!this.#hands.delete(hand) || current === undefined) return
        const { at, task, deaths } = current
        if (this.#isFinal(why)) this.#over(why)
        else if (deaths + 1 === DEATHS) this.#over(new DeadlyTask(why.message))
        else {
          this.#again.push({ at, task, deaths: deaths + 1 })
          this.#engage()
        }
      },
    )
    hand.post(current.task)
  }

  /** Takes what has come in, as far as nothing before it is missing. */
  #settle(): void {
    for (;;) {
      const done = this.#early.get(this.#taken)
      if (done === undefined) break
      this.#early.delete(this.#taken++)
      if (!this.#take(done)) continue
      this.#over()
      return
    }
    if (this.#hands.size === 0 && this.#again.length === 0) this.#over()
  }
}
