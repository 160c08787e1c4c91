//go:build !windows

package main

import (
	"os"
	"runtime"
	"syscall"
)

// maxRSS returns the most memory that an ended process held, in bytes.
func maxRSS(p *os.ProcessState) int64 {
	u, ok := p.SysUsage().(*syscall.Rusage)
	if !ok {
		return 0
	}
	if runtime.GOOS == "darwin" {
		return int64(u.Maxrss)
	}
	return int64(u.Maxrss) << 10
}
