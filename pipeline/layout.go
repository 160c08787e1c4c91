package pipeline

import (
	"path/filepath"
)

// The directories of a generation that hold something for each part. A staged
// part has the same layout as a generation that holds it alone, so that
// publishing is linking trees.
const (
	dirResponses = "responses"
	dirVerbatims = "verbatims"
	dirTags      = "tags"
	dirRoutes    = "routes"
	dirIDs       = "ids"   // known identities, sorted
	dirRows      = "rows"  // the users' own columns as typed, for coded.csv
	dirIndex     = "index" // Bleve, a directory for each part
	dirDelivery  = "departments/parts"
)

// extensions of the files of a part, by directory; a directory without one
// holds a directory for each part.
func partDirs() map[string]string {
	return map[string]string{
		dirResponses: ".parquet",
		dirVerbatims: ".parquet",
		dirTags:      ".parquet",
		dirRoutes:    ".parquet",
		dirIDs:       ".bin",
		dirRows:      ".zst",
		dirIndex:     "",
		dirDelivery:  "",
	}
}

// partPath returns where a part's file or directory stands, below a generation
// or a staged part.
func partPath(dir string, number int) string {
	return filepath.Join(filepath.FromSlash(dir), partName(number)+partDirs()[dir])
}
