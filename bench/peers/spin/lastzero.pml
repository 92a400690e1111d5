/* A reader looks for the last zero from the end while N writers fill the array, each from its neighbour. */
byte a[N + 1];

active proctype reader() {
  byte i = N;
  do
  :: a[i] != 0 -> i--
  :: a[i] == 0 -> break
  od
}

active [N] proctype writer() {
  byte v;
  v = a[_pid - 1];
  a[_pid] = v + 1
}
