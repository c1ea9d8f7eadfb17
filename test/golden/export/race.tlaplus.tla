---- MODULE Interlock ----
\* race, under the free clock; by interlock 0.1.0
\* TLC finds 11 states generated, 8 distinct states (docs/export.md):
\*   sed -n 's/^.. cfg: //p' Interlock.tla > Interlock.cfg
\*   java -jar tla2tools.jar -deadlock Interlock.tla
EXTENDS Integers
VARIABLES s0, s1, s2
\* s0: hare
m0 == <<0, 1, 0, 1, 0>>
w0 == <<0, 1, 0, 1, 1>>
d0 == <<2147483647, 10, 2147483647, 0, 2147483647>>
a0_10 == <<0, 3, 2, 4, 4>>
\* s1: tortoise
m1 == <<0, 1, 0, 1, 0>>
w1 == <<0, 1, 0, 1, 1>>
d1 == <<2147483647, 10, 2147483647, 0, 2147483647>>
a1_10 == <<0, 3, 2, 4, 4>>
\* s2: judge
m2 == <<0, 0, 1, 1, 0, 1, 0, 0>>
w2 == <<0, 0, 0, 0, 0, 0, 0, 1>>
r2_0 == <<0, 2, 7, 5, 7, 7, 6, 7>>
r2_1 == <<0, 3, 5, 7, 4, 7, 7, 7>>
Init == s0 = 1 /\ s1 = 1 /\ s2 = 1
\* hare ! timeout xstate.after.10.(machine).running
Step0 == s0 = 1 /\ d1[s1 + 1] >= 10 /\ s0' = 2 /\ s1' = a1_10[s1 + 1] /\ s2' = r2_0[s2 + 1]
\* hare ! timeout xstate.after.10.(machine).running
Step1 == s0 = 3 /\ d1[s1 + 1] >= 0 /\ s0' = 2 /\ s2' = r2_0[s2 + 1] /\ UNCHANGED <<s1>>
\* tortoise ! timeout xstate.after.10.(machine).running
Step2 == s1 = 1 /\ d0[s0 + 1] >= 10 /\ s0' = a0_10[s0 + 1] /\ s1' = 2 /\ s2' = r2_1[s2 + 1]
\* tortoise ! timeout xstate.after.10.(machine).running
Step3 == s1 = 3 /\ d0[s0 + 1] >= 0 /\ s1' = 2 /\ s2' = r2_1[s2 + 1] /\ UNCHANGED <<s0>>
\* judge ? hare from hare
Step4 == s2 = 2 /\ s2' = 4 /\ UNCHANGED <<s0, s1>>
\* judge ? tortoise from tortoise
Step5 == s2 = 3 /\ s2' = 6 /\ UNCHANGED <<s0, s1>>
\* judge ? hare from hare
Step6 == s2 = 5 /\ s2' = 4 /\ UNCHANGED <<s0, s1>>
\* judge ? tortoise from tortoise
Step7 == s2 = 5 /\ s2' = 6 /\ UNCHANGED <<s0, s1>>
Next == Step0 \/ Step1 \/ Step2 \/ Step3 \/ Step4 \/ Step5 \/ Step6 \/ Step7
\* not here: no errors: it is about steps, which an invariant does not see
\* not here: no reported events: it is about steps, which an invariant does not see
\* the hare wins
Claim2 == ~(s2 = 6)
\* cfg: INIT Init
\* cfg: NEXT Next
\* cfg: INVARIANT Claim2
====
