// Command channels measures Go's channels on the programs of bench/workloads.mjs. Like its peers it takes
// PROGRAM SIZE MESSAGES RESULT, runs the program once to warm up and then for the clock, checks the result every
// time, and prints nanoseconds per message.
package main

import (
	"fmt"
	"os"
	"strconv"
	"time"
)

const (
	buffer      = 128
	timedRounds = 3
)

func ping(roundTrips int) int {
	requests := make(chan int)
	replies := make(chan int)
	go func() {
		for i := 0; i < roundTrips; i++ {
			replies <- <-requests + 1
		}
	}()
	sum := 0
	for i := 0; i < roundTrips; i++ {
		requests <- i
		sum += <-replies
	}
	return sum
}

func stream(messages int) int {
	channel := make(chan int, buffer)
	go func() {
		for i := 0; i < messages; i++ {
			channel <- i
		}
	}()
	sum := 0
	for i := 0; i < messages; i++ {
		sum += <-channel
	}
	return sum
}

func generate(out chan<- int, last int) {
	for n := 2; n <= last; n++ {
		out <- n
	}
}

func filter(in <-chan int, out chan<- int, prime int) {
	for {
		if n := <-in; n%prime != 0 {
			out <- n
		}
	}
}

func sieve(last int) int {
	source := make(chan int)
	go generate(source, last)
	sum := 0
	for {
		prime := <-source
		sum += prime
		if prime == last {
			return sum
		}
		next := make(chan int)
		go filter(source, next, prime)
		source = next
	}
}

func selectOf8(messages int) int {
	var channels [8]chan int
	for producer := range channels {
		channel := make(chan int)
		channels[producer] = channel
		go func(first int) {
			for i := first; i < messages; i += len(channels) {
				channel <- i
			}
		}(producer)
	}
	sum := 0
	for i := 0; i < messages; i++ {
		select {
		case v := <-channels[0]:
			sum += v
		case v := <-channels[1]:
			sum += v
		case v := <-channels[2]:
			sum += v
		case v := <-channels[3]:
			sum += v
		case v := <-channels[4]:
			sum += v
		case v := <-channels[5]:
			sum += v
		case v := <-channels[6]:
			sum += v
		case v := <-channels[7]:
			sum += v
		}
	}
	return sum
}

var programs = map[string]func(int) int{"ping": ping, "stream": stream, "sieve": sieve, "select": selectOf8}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

func number(argument string) int {
	n, err := strconv.Atoi(argument)
	if err != nil {
		fail("not a number: %s", argument)
	}
	return n
}

func main() {
	if len(os.Args) != 5 || programs[os.Args[1]] == nil {
		fail("usage: ping|stream|sieve|select SIZE MESSAGES RESULT")
	}
	name, size, messages, expected := os.Args[1], number(os.Args[2]), number(os.Args[3]), number(os.Args[4])
	var elapsed time.Duration
	for round := 0; round <= timedRounds; round++ {
		started := time.Now()
		result := programs[name](size)
		if round > 0 {
			elapsed += time.Since(started)
		}
		if result != expected {
			fail("%s of %d gave %d, not %d", name, size, result, expected)
		}
	}
	fmt.Printf("{\"nanosecondsPerMessage\":%g}\n", float64(elapsed.Nanoseconds())/float64(timedRounds*messages))
}
