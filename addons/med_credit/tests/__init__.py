from . import test_account
from . import test_exposure
from . import test_exposure_account
