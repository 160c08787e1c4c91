package pipeline

import (
	"slices"

	"verbatim/datasets"
	"verbatim/datasets/source"
)

// rowShape says how the cells of one input stand in the workspace.
type rowShape struct {
	input     int
	in        input
	cells     []int // columns of the input that are carried along as typed
	attribute []int // decision's attribute -> workspace's attribute
}

// shapeOf returns the shape of an input. Contact columns are not carried
// along.
func (r *runner) shapeOf(in input) rowShape {
	c := rowShape{in: in, input: slices.IndexFunc(r.inputs, func(o input) bool { return o.info == in.info })}
	for i := range in.info.Header {
		contact := slices.ContainsFunc(in.decision.Contacts, func(c source.Column) bool { return c.Index == i })
		if !contact {
			c.cells = append(c.cells, i)
		}
	}
	for _, a := range in.decision.Attributes {
		c.attribute = append(c.attribute, slices.IndexFunc(r.plan.Attributes, func(w datasets.Attribute) bool { return w.Header == a.Header }))
	}
	return c
}

// newItem makes the item of an accepted row. It keeps nothing that belongs to
// row or rec.
func (r *runner) newItem(c rowShape, id identity, row source.Row, rec *source.Record, v verdict) item {
	it := item{
		ID:     responseID(id, rec, v.ordinal),
		Key:    knownID{Key: id.key, Time: id.time, Content: id.content, Ordinal: v.ordinal},
		Run:    int32(r.plan.Run),
		Newest: r.plan.Newest,
		File:   c.in.info.Name,
		Input:  c.input,
		Record: *rec,
		Cells:  make([]string, len(c.cells)),
	}
	it.Record.Answers = slices.Clone(rec.Answers)
	it.Record.Contacts = slices.Clone(rec.Contacts)
	it.Record.IDFrom = nil
	it.Record.Attributes = make([]string, len(r.plan.Attributes))
	for i, value := range rec.Attributes {
		it.Record.Attributes[c.attribute[i]] = value
	}
	for i, column := range c.cells {
		it.Cells[i] = row.Cells[column]
	}
	return it
}
