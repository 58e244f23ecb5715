from . import test_gate_check
from . import test_gate_orders
from . import test_gate_stock
from . import test_master_data
from . import test_roles
from . import test_approval_flow
from . import test_ledger_append
from . import test_ledger_chain
