"""People: pages, forms and the JSON the desk's page asks for."""
