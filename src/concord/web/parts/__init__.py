"""Parts of the site: each declared once, its pages in a folder of its own. Source: docs/spec/site.md W50-W58."""
