from . import token_mask
from . import papers
from . import portal_papers
