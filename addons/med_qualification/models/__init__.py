# rules
from . import med_seal_mixin
from . import med_credential_type
from . import med_credential_type_rules
from . import med_credential_type_field
from . import med_credential_type_check
from . import med_requirement
from . import med_exempt_list
from . import med_requirement_law
from . import med_credential_type_law
from . import med_law_article
# papers
from . import med_credential
from . import med_credential_review
from . import med_credential_scope
from . import med_credential_model
from . import med_credential_rules
from . import med_credential_seal
from . import med_credential_certificate
from . import med_credential_reading
from . import med_credential_file
from . import med_credential_precheck
from . import med_credential_duplicate
from . import med_credential_drop
from . import ir_attachment_paper
from . import res_config_settings_paper
from . import med_credential_model_change
from . import ir_attachment
# judgement
from . import med_qualification
# files of parties and products
from . import med_dossier
from . import med_dossier_decision
from . import med_dossier_seal
from . import med_dossier_line
from . import med_dossier_trades
from . import med_delivery_place
from . import med_qualification_status
from . import med_dossier_status
from . import med_requirement_status
from . import res_partner
from . import res_partner_site
from . import product_product
from . import product_product_exempt
from . import product_template
from . import res_partner_drop
from . import product_product_drop
# background and contracts of parties
from . import med_background_finding
from . import ir_attachment_background
from . import med_dossier_background
from . import res_partner_background
from . import med_credential_contract
from . import med_contract_mixin
from . import sale_order_contract
from . import purchase_order_contract
from . import res_partner_contract
from . import res_company_contract
# reminders
from . import med_credential_reminder
from . import med_paper_todo
from . import med_reminder
from . import med_reminder_digest
from . import res_company_reminder
# what parties send, what we send
from . import res_company_papers
from . import res_config_settings_papers
from . import med_credential_type_portal
from . import med_portal_attempt
from . import med_portal_link
from . import med_portal_message
from . import med_portal_page
from . import med_portal_intake
from . import med_upload
from . import med_upload_decision
from . import ir_attachment_upload
from . import res_partner_portal
# as of a day
from . import med_credential_asof
from . import med_inspection
from . import med_inspection_trade
# going live: imports
from . import med_import_run
from . import med_import_run_check
from . import med_import_line
from . import med_import_finding
from . import med_import_record
from . import med_import_handler
from . import med_import_partner
from . import med_import_product
from . import med_import_undo
from . import med_import_record_undo
from . import med_import_mark
from . import med_credential_legacy
from . import med_ledger_words_going_live
# all documents of a party, supply
from . import med_party_document
from . import res_partner_supply
# gate
from . import med_gate_mixin
from . import med_gate_mixin_link
from . import med_gate_qualification
from . import med_gate_parties
from . import med_gate_goods
from . import med_gate_places
from . import med_gate_remarks
from . import med_gate_next
from . import med_gate_wording
from . import sale_order_line
from . import sale_order
from . import purchase_order
from . import stock_move
from . import account_move
# words of the ledger
from . import med_ledger_words
from . import med_ledger_words_outside
