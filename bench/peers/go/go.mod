module happens-before/bench/channels

go 1.19
