from . import token_mask
from . import papers
from . import portal_papers
from . import med_inspection
from . import med_import
from . import paper_upload
from . import slip
from . import med_gaps
