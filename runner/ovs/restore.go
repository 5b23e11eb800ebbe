package ovs

import (
	"context"
	"errors"
	"fmt"
	"slices"
)

// Restore makes those of the bridges that are gone, and returns their names
// when ovs-vswitchd has acted on them and on all that was there. Every port
// has its number then, or the error says which has not.
//
// notes are those beside the interfaces of the bridges.
//
// A bridge whose name somebody else has taken meanwhile is not made, and a port
// that is in somebody else's bridge is left there; the error names them.
func (c *Client) Restore(ctx context.Context, bridges []Bridge, notes Notes) (made []string, err error) {
	if err := c.Settle(ctx); err != nil {
		return nil, err
	}
	holders, err := c.Holders(ctx)
	if err != nil {
		return nil, err
	}
	columns, err := c.readSchema(ctx)
	if err != nil {
		return nil, err
	}
	var errs []error
	var present, missing []Bridge
	for _, b := range bridges {
		h, taken := holders[b.Name]
		switch {
		case !taken:
			b.Ports = slices.DeleteFunc(slices.Clone(b.Ports), func(p Port) bool {
				h, taken := holders[p.Device]
				if taken {
					errs = append(errs, fmt.Errorf("switch %s: port %s is in use by %s", b.Name, p.Device, h))
				}
				return taken
			})
			missing = append(missing, b)
			made = append(made, b.Name)
		case h.Bridge == b.Name && h.Owner == b.Owner:
			present = append(present, b)
		default:
			errs = append(errs, fmt.Errorf("switch %s: Open vSwitch has the name in use, for %s", b.Name, h))
		}
	}
	errs = append(errs, c.checkPorts(ctx, present, columns))
	if len(missing) > 0 {
		errs = append(errs, c.Edit(ctx, Edit{Owner: missing[0].Owner, Add: missing, Notes: notes}))
	}
	return made, errors.Join(errs...)
}
