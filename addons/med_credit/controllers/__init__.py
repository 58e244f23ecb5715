from . import token_mask
from . import statement
from . import portal_statement
