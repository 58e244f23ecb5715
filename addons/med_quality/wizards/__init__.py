from . import med_lot_hold_wizard
