package ovs

import "encoding/json"

// The JSON forms of OVSDB values (RFC 7047, section 5.1).

func set(elements []any) []any { return []any{"set", elements} }

func namedUUID(name string) []any { return []any{"named-uuid", name} }

// stringMap makes a map of alternating keys and values.
func stringMap(pairs ...string) []any {
	entries := [][2]string{}
	for i := 0; i < len(pairs); i += 2 {
		entries = append(entries, [2]string{pairs[i], pairs[i+1]})
	}
	return []any{"map", entries}
}

func insert(table, name string, row map[string]any) operation {
	return operation{"op": "insert", "table": table, "uuid-name": name, "row": row}
}

// mutate changes columns of every row of table; Open_vSwitch has just one.
func mutate(table string, mutations ...any) operation {
	return operation{"op": "mutate", "table": table, "where": []any{}, "mutations": mutations}
}

// uuids reads a set of references. A set of one comes bare.
func uuids(raw json.RawMessage) []string {
	var pair []json.RawMessage
	if json.Unmarshal(raw, &pair) != nil || len(pair) != 2 {
		return nil
	}
	var tag string
	json.Unmarshal(pair[0], &tag)
	if tag == "uuid" {
		var id string
		json.Unmarshal(pair[1], &id)
		return []string{id}
	}
	var members [][2]string
	json.Unmarshal(pair[1], &members)
	ids := make([]string, len(members))
	for i, m := range members {
		ids[i] = m[1]
	}
	return ids
}

// mapValue returns the value of key in a map of strings, empty without one.
func mapValue(raw json.RawMessage, key string) string {
	var pair []json.RawMessage
	if json.Unmarshal(raw, &pair) != nil || len(pair) != 2 {
		return ""
	}
	var entries [][2]string
	json.Unmarshal(pair[1], &entries)
	for _, e := range entries {
		if e[0] == key {
			return e[1]
		}
	}
	return ""
}
