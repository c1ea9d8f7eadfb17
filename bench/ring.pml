/*
 * Chang and Roberts' leader election in a ring, in the message semantics of docs/architecture.md: one channel for each
 * ordered pair of actors that speak, and every move one d_step. Node i has uid N - i: the worst case. From N=3 to N=11.
 * Its counts are interlock's plus one state and two transitions (its initial step).
 */
#ifndef N
#define N 8
#endif
#define asleep 0
#define candidate 1
#define leader 2
chan c[N] = [N] of {byte}; chan self[N] = [1] of {bit};
byte st[N]; byte u;
#define NEXT(i) (((i) + 1) % N)
#define UID(i) (N - (i))
#define NODE(i) :: d_step { st[i] == asleep && nempty(self[i]) -> self[i]?_; st[i] = candidate; c[NEXT(i)]!UID(i) } \
  :: d_step { st[i] == candidate && nempty(c[i]) -> c[i]?u; \
       if :: u > UID(i) -> c[NEXT(i)]!u :: u == UID(i) -> st[i] = leader :: else -> skip fi; u = 0 }
active proctype sys() {
  byte i;
  d_step { i = 0; do :: i < N -> self[i]!0; i++ :: else -> break od; i = 0 };
  do
  NODE(0) NODE(1) NODE(2)
#if N>3
  NODE(3)
#endif
#if N>4
  NODE(4)
#endif
#if N>5
  NODE(5)
#endif
#if N>6
  NODE(6)
#endif
#if N>7
  NODE(7)
#endif
#if N>8
  NODE(8)
#endif
#if N>9
  NODE(9)
#endif
#if N>10
  NODE(10)
#endif
#if N>11
  NODE(11)
#endif
  od
}
