"""Keeps the tokens of links to statements out of the server's own access log."""

import logging

from odoo.addons.med_qualification.controllers.token_mask import MaskTokens

TOKENS = MaskTokens("statement")
logging.getLogger("werkzeug").addFilter(TOKENS)
