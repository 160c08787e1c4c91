package source

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// Zone returns the time zone that Decision.Zone names: an IANA name or an
// offset such as +09:00; "" is UTC.
func Zone(name string) (*time.Location, error) {
	loc, err := loadZone(name)
	if err != nil {
		return nil, fmt.Errorf("time zone %q %w; name one such as Asia/Tokyo or +09:00", name, err)
	}
	return loc, nil
}

// loadZone returns a zone by IANA name or offset; "" is UTC.
func loadZone(name string) (*time.Location, error) {
	switch strings.ToUpper(name) {
	case "", "UTC", "Z", "GMT":
		return time.UTC, nil
	case "JST":
		name = "Asia/Tokyo"
	case "LOCAL":
		return nil, errors.New("is another zone on every machine")
	}
	if name[0] == '+' || name[0] == '-' {
		var d scanned
		p := dateScanner{s: name}
		if p.offset(&d) && p.i == len(name) {
			return d.zone, nil
		}
		return nil, errors.New("is no offset")
	}
	loc, err := time.LoadLocation(name)
	if err != nil {
		return nil, errors.New("is no time zone that is known here")
	}
	return loc, nil
}
