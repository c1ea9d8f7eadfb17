/* race, under the free clock; by interlock 0.1.0
 * 8 states, 10 transitions, 2 ends; SPIN's transitions: 13 (docs/export.md)
 *   spin -a model.pml && gcc -O2 -DSAFETY -DNOREDUCE -o pan pan.c && ./pan -m1000000
 * After an error, spin -t model.pml prints its schedule. Partial deadlocks are no matter of single states: not here.
 */
#ifndef TABLE
#define TABLE hidden
#endif
/* s0: hare */
TABLE byte m0[5] = {0, 1, 0, 1, 0};
TABLE byte w0[5] = {0, 1, 0, 1, 1};
TABLE int d0[5] = {2147483647, 10, 2147483647, 0, 2147483647};
TABLE byte a0_10[5] = {0, 3, 2, 4, 4};
/* s1: tortoise */
TABLE byte m1[5] = {0, 1, 0, 1, 0};
TABLE byte w1[5] = {0, 1, 0, 1, 1};
TABLE int d1[5] = {2147483647, 10, 2147483647, 0, 2147483647};
TABLE byte a1_10[5] = {0, 3, 2, 4, 4};
/* s2: judge */
TABLE byte m2[8] = {0, 0, 1, 1, 0, 1, 0, 0};
TABLE byte w2[8] = {0, 0, 0, 0, 0, 0, 0, 1};
TABLE byte r2_0[8] = {0, 2, 7, 5, 7, 7, 6, 7};
TABLE byte r2_1[8] = {0, 3, 5, 7, 4, 7, 7, 7};
byte s0 = 1;
byte s1 = 1;
byte s2 = 1;
active proctype system() {
end:
  do
  :: d_step { s0 == 1 && d1[s1] >= 10 -> s0 = 2; s1 = a1_10[s1]; s2 = r2_0[s2]; printf("hare ! timeout xstate.after.10.(machine).running\n") }
  :: d_step { s0 == 3 && d1[s1] >= 0 -> s0 = 2; s2 = r2_0[s2]; printf("hare ! timeout xstate.after.10.(machine).running\n") }
  :: d_step { s1 == 1 && d0[s0] >= 10 -> s0 = a0_10[s0]; s1 = 2; s2 = r2_1[s2]; printf("tortoise ! timeout xstate.after.10.(machine).running\n") }
  :: d_step { s1 == 3 && d0[s0] >= 0 -> s1 = 2; s2 = r2_1[s2]; printf("tortoise ! timeout xstate.after.10.(machine).running\n") }
  :: d_step { s2 == 2 -> s2 = 4; printf("judge ? hare from hare\n") }
  :: d_step { s2 == 3 -> s2 = 6; printf("judge ? tortoise from tortoise\n") }
  :: d_step { s2 == 5 -> s2 = 4; printf("judge ? hare from hare\n") }
  :: d_step { s2 == 5 -> s2 = 6; printf("judge ? tortoise from tortoise\n") }
  od
}
never {
  do
  :: d_step {
    true;
    /* no errors: asserted in the steps that violate it */
    /* no reported events: asserted in the steps that violate it */
    /* the hare wins */
    assert(!(s2 == 6));
    skip
  }
  od
}
