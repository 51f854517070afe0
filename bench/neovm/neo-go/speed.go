// speed HEX SECONDS: what speed.cpp does, with neo-go's machine.
package main

import (
	"encoding/hex"
	"fmt"
	"os"
	"strconv"
	"syscall"
	"time"

	"github.com/nspcc-dev/neo-go/pkg/vm"
)

func cpuTime() time.Duration {
	var usage syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &usage); err != nil {
		panic(err)
	}
	return time.Duration(usage.Utime.Nano() + usage.Stime.Nano())
}

func main() {
	script, err := hex.DecodeString(os.Args[1])
	if err != nil {
		panic(err)
	}
	seconds, err := strconv.ParseFloat(os.Args[2], 64)
	if err != nil {
		panic(err)
	}
	counted := vm.New()
	counted.LoadScript(script)
	instructions := 0
	for ; !counted.HasStopped(); instructions++ {
		if err := counted.Step(); err != nil {
			panic(err)
		}
	}
	length := time.Duration(seconds * float64(time.Second))
	best := length
	for begin := time.Now(); time.Since(begin) < length; {
		start := cpuTime()
		machine := vm.New()
		machine.LoadScript(script)
		if err := machine.Run(); err != nil {
			panic(err)
		}
		best = min(best, cpuTime()-start)
	}
	fmt.Printf("{\"instructions\":%d,\"seconds\":%g}\n", instructions, best.Seconds())
}
