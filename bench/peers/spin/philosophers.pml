/* N philosophers eat once each, taking the left fork first. */
bool taken[N];

active [N] proctype philosopher() {
  atomic { !taken[_pid] -> taken[_pid] = true };
  atomic { !taken[(_pid + 1) % N] -> taken[(_pid + 1) % N] = true };
  taken[(_pid + 1) % N] = false;
  taken[_pid] = false
}
