from . import test_account
from . import test_exposure
from . import test_exposure_account
from . import test_change
from . import test_change_attacks
from . import test_securities
from . import test_security
