from . import med_credit_release_wizard
