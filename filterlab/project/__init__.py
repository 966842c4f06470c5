"""The document: filters, pictures, stage settings and training runs, observable and free of Qt."""
