"""Orders are given, kept, received and ended: one module a deed."""
