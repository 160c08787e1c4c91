// Package cli is what the commands have in common: how they end, what they
// read their settings from, and how they print.
//
// Standard output is data, standard error is talk. A user's mistake is told in
// one line that begins with "verbatim:", followed by "hint:" lines that say
// what to do.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// The exit codes.
const (
	ExitDone        = 0   // done
	ExitFailed      = 1   // failed
	ExitUsage       = 2   // wrong use or configuration; nothing written
	ExitRejects     = 3   // done, with more rejects than --max-rejects
	ExitLLM         = 4   // done, with LLM work left
	ExitHeld        = 5   // the workspace is held by another run
	ExitInterrupted = 130 // interrupted; can go on
)

// Error is an error with an exit code, and perhaps with what to do about it.
type Error struct {
	Code int
	Err  error
	Hint string
}

// Error returns the message without the hint.
func (e *Error) Error() string { return e.Err.Error() }

// Unwrap returns the error below.
func (e *Error) Unwrap() error { return e.Err }

// Usage returns an error of wrong use or configuration.
func Usage(format string, args ...any) error {
	return &Error{Code: ExitUsage, Err: fmt.Errorf(format, args...)}
}

// FlagError makes what a command line's flags have wrong an error of use.
func FlagError(cmd *cobra.Command, err error) *Error {
	var bad *pflag.InvalidValueError
	if errors.As(err, &bad) {
		err = fmt.Errorf("--%s: %w", bad.GetFlag().Name, wanted(bad.GetFlag(), bad.GetValue()))
	}
	return &Error{Code: ExitUsage, Err: err, Hint: cmd.CommandPath() + " --help shows the flags"}
}

// Args makes what a check of arguments finds an error of use.
func Args(check cobra.PositionalArgs) cobra.PositionalArgs {
	return func(cmd *cobra.Command, args []string) error {
		if err := check(cmd, args); err != nil {
			return &Error{Code: ExitUsage, Err: fmt.Errorf("%s: %w", cmd.CommandPath(), err), Hint: cmd.CommandPath() + " --help says what it takes"}
		}
		return nil
	}
}

// KnownVerb is the check of arguments of a command that only has verbs below
// it: whatever is left is a verb that it does not have.
func KnownVerb(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	hint := cmd.CommandPath() + " --help lists the commands"
	if near := cmd.SuggestionsFor(args[0]); len(near) > 0 {
		hint = fmt.Sprintf("did you mean %q? %s", near[0], hint)
	}
	if !cmd.HasParent() {
		hint += ", verbatim --version prints the version"
	}
	return &Error{Code: ExitUsage, Err: fmt.Errorf("unknown command %q for %q", args[0], cmd.CommandPath()), Hint: hint}
}

// Main runs a command to its end and returns the exit code. An interrupt
// cancels the command's context; a second one ends the process.
func Main(root *cobra.Command, args []string, stderr io.Writer) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	root.SetArgs(args)
	root.SilenceErrors, root.SilenceUsage = true, true
	root.SetFlagErrorFunc(func(cmd *cobra.Command, err error) error {
		return FlagError(cmd, err)
	})
	err := root.ExecuteContext(ctx)
	if err == nil {
		return ExitDone
	}
	var e *Error
	if !errors.As(err, &e) {
		e = &Error{Code: ExitFailed, Err: err}
	}
	fmt.Fprintf(stderr, "verbatim: %v\n", err)
	if e.Hint != "" {
		fmt.Fprintf(stderr, "hint: %s\n", e.Hint)
	}
	return e.Code
}
