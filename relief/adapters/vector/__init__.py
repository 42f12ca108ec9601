"""Reads and writes files of things with a position: sheets, GeoJSON, KML, and GDAL's forms."""
