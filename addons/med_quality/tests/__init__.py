from . import test_expiry
from . import test_lab_request
from . import test_incoming
from . import test_expiry_board
from . import test_lots
from . import test_lots_random
from . import test_nonconformity
from . import test_capa
