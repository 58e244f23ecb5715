from . import med_lab_report_wizard
from . import med_lot_hold_wizard
from . import med_nc_report
from . import med_nc_cancel
from . import med_storage_void
