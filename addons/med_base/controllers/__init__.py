from . import med_ledger_export
from . import med_data_dictionary
from . import med_pivot_export
