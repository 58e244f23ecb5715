"""Ways to the outside that other addons may add to: one class per protocol."""
