"""One disaster process: its hazard, its time, its footprint and the counties it struck."""
