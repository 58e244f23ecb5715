from . import opening_sheet
