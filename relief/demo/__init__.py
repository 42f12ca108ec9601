"""The demo incident: a real event replayed, with what was not published generated and marked so."""
