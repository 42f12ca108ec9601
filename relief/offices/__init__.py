"""Who acts: authorities, accounts, roles and scopes, and the one task mechanism."""
