/*
 * The dining philosophers in the message semantics of docs/architecture.md: one channel for each ordered pair of actors
 * that speak, and every move one d_step. From N=3 to N=9; FIX=1 swaps the last philosopher's forks.
 * Its counts are interlock's plus one state and two transitions (its initial step).
 */
#ifndef N
#define N 5
#endif
#ifndef FIX
#define FIX 0
#endif
mtype = {take, drop, got, sated};
/* channel from phil i to its first/second fork ; fork->phil */
chan pl[N] = [3] of {mtype}; chan pr[N] = [3] of {mtype};
chan gl[N] = [2] of {mtype}; chan gr[N] = [2] of {mtype}; chan self[N]=[1] of {mtype};
/* fork f has two users: phil f (as its left unless swapped) and phil f-1 (as its right) */
byte fs[N]; byte ps[N];
active proctype sys() {
  byte i; 
  d_step { i=0; do :: i<N -> pl[i]!take; i++ :: else -> break od; i=0 };
  do
#define LF(i) ((FIX && (i)==N-1) -> 0 : (i))
#define RF(i) ((FIX && (i)==N-1) -> N-1 : (((i)+1)%N))
#define FORKL(i) :: d_step{ fs[LF(i)]==0 && pl[i]?[take] -> pl[i]?take; fs[LF(i)]=1; gl[i]!got } \
  :: d_step{ fs[LF(i)]==1 && pl[i]?[drop] -> pl[i]?drop; fs[LF(i)]=0 }
#define FORKR(i) :: d_step{ fs[RF(i)]==0 && pr[i]?[take] -> pr[i]?take; fs[RF(i)]=1; gr[i]!got } \
  :: d_step{ fs[RF(i)]==1 && pr[i]?[drop] -> pr[i]?drop; fs[RF(i)]=0 }
#define PHIL(i) :: d_step{ ps[i]==0 && gl[i]?[got] -> gl[i]?got; ps[i]=1; pr[i]!take } \
  :: d_step{ ps[i]==1 && gr[i]?[got] -> gr[i]?got; ps[i]=2; self[i]!sated } \
  :: d_step{ ps[i]==2 && self[i]?[sated] -> self[i]?sated; ps[i]=0; pl[i]!drop; pr[i]!drop; pl[i]!take }
#define ALL(i) FORKL(i) FORKR(i) PHIL(i)
  ALL(0) ALL(1) ALL(2)
#if N>3
  ALL(3)
#endif
#if N>4
  ALL(4)
#endif
#if N>5
  ALL(5)
#endif
#if N>6
  ALL(6)
#endif
#if N>7
  ALL(7)
#endif
#if N>8
  ALL(8)
#endif
  od
}
