from . import import_sheets
