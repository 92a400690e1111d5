/* Each of four processes adds one, N times, to a number that a lock protects. */
bool locked;
byte x;

active [4] proctype adder() {
  byte round, v;
  do
  :: round == N -> break
  :: round < N ->
    atomic { !locked -> locked = true };
    v = x;
    x = v + 1;
    v = 0;
    locked = false;
    round++
  od
}
