package ovs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
)

// database is the name that Open vSwitch's own database has on the server.
const database = "Open_vSwitch"

// schema says which columns the tables of a database have. A database keeps
// the schema of the Open vSwitch that made it, until somebody converts it.
type schema map[string]map[string]bool

// readSchema asks the server, once, for the schema of its database.
func (c *Client) readSchema(ctx context.Context) (schema, error) {
	c.schemaOnce.Do(func() { c.schema, c.schemaErr = c.askSchema(ctx) })
	return c.schema, c.schemaErr
}

func (c *Client) askSchema(ctx context.Context) (schema, error) {
	raw, err := c.call(ctx, "get_schema", []any{database})
	if err != nil {
		return nil, err
	}
	var answer struct {
		Version string `json:"version"`
		Tables  map[string]struct {
			Columns map[string]json.RawMessage `json:"columns"`
		} `json:"tables"`
	}
	if err := json.Unmarshal(raw, &answer); err != nil {
		return nil, fmt.Errorf("the schema of the Open vSwitch database: %w", err)
	}
	s := schema{}
	for table, t := range answer.Tables {
		s[table] = map[string]bool{}
		for column := range t.Columns {
			s[table][column] = true
		}
	}
	var missing []error
	for _, need := range [][2]string{
		{"Open_vSwitch", "next_cfg"}, {"Open_vSwitch", "cur_cfg"}, {"Open_vSwitch", "bridges"},
		{"Bridge", "fail_mode"}, {"Bridge", "protocols"}, {"Bridge", "external_ids"}, {"Interface", "ofport_request"},
	} {
		if !s[need[0]][need[1]] {
			missing = append(missing, fmt.Errorf("no column %s in table %s", need[1], need[0]))
		}
	}
	if len(missing) > 0 {
		return nil, fmt.Errorf("the Open vSwitch database is too old, at version %s of its schema (ovsdb-tool convert brings it up to date): %w",
			answer.Version, errors.Join(missing...))
	}
	return s, nil
}

// fit leaves out of an insert what the database has no column for. What the
// program cannot do without, readSchema has made sure of.
func (s schema) fit(ops []operation) []operation {
	for _, op := range ops {
		row, ok := op["row"].(map[string]any)
		if !ok {
			continue
		}
		for column := range row {
			if !s[op["table"].(string)][column] {
				delete(row, column)
			}
		}
	}
	return ops
}

// columns returns those of the named columns that the table has.
func (s schema) columns(table string, names ...string) []string {
	var have []string
	for _, name := range names {
		if s[table][name] {
			have = append(have, name)
		}
	}
	return have
}
