from . import test_credential
from . import test_dossier
from . import test_gate_cases
from . import test_gate_supply
from . import test_attacks
from . import test_security
from . import test_performance
from . import test_first_order_tour
