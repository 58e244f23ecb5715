from . import test_credential
from . import test_dossier
from . import test_gate_cases
