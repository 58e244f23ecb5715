# kernel services
from . import ticket

from . import med_guarded_mixin
# roles, master data, deadlines
from . import med_role
from . import med_role_duty
from . import med_role_duty_line
from . import med_role_conflict
from . import med_role_grant
from . import res_groups
from . import res_users
from . import med_party_type
from . import med_device_category
from . import res_partner
from . import res_company
from . import product_product
from . import product_template
# ledger and retention
from . import med_ledger_base
from . import med_ledger_mixin
from . import med_ledger_entry
from . import med_ledger_pending
from . import med_ledger_payload
from . import med_ledger_seal
from . import med_ledger_seal_line
from . import med_ledger_anchor
from . import med_ledger_verifier
from . import med_retention_rule
from . import med_retention_mixin
from . import med_retention_partner
# approval
from . import med_approval_res_users
from . import med_sign_base
from . import med_sign_rule
from . import med_sign_lock
from . import med_sign_signature
from . import med_approval_content_mixin
from . import med_approval_route
from . import med_approval_step
from . import med_approval_request
from . import med_approval_request_flow
from . import med_approval_request_message
from . import med_approval_request_review
from . import med_approval_request_cron
from . import med_approval_decision
from . import med_approval_delegation
from . import med_approval_mixin
# gate
from . import med_gate_check
from . import med_gate_check_trial
from . import med_gate_trial_hit
from . import med_gate_waiver
from . import res_company_gate
from . import med_gate_mixin
from . import med_gate_order_mixin
from . import med_gate_refusal
from . import med_lot_block
# documents of other addons
from . import sale_order
from . import sale_order_line
from . import purchase_order
from . import purchase_order_line
from . import account_move
from . import account_move_line
from . import stock_move
from . import stock_move_line
from . import stock_picking
