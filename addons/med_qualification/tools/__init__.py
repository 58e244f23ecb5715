"""Plain Python beside the models: making PDF files."""
