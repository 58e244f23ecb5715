from . import test_master_data
