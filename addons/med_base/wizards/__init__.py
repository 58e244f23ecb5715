from . import med_retention_hold
