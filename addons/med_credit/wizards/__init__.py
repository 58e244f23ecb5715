from . import med_credit_financial_read
from . import med_credit_figures
from . import med_credit_figure
from . import med_credit_release_wizard
from . import med_credit_statement_sent
