"""What do we remember? One row class per noun; no rules, no queries."""
