"""An order followed until it is in people's hands: on the road, received, distributed, returned."""
