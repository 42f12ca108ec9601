"""Money of rebuilding: what a case is entitled to, instalments, payments."""
