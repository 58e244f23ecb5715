from . import test_expiry
from . import test_lots
