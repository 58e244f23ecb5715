from . import med_ledger_export
