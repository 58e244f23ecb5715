{
    "name": "Medical Qualification",
    "summary": "Credentials and admission dossiers of partners, products and ourselves",
    "version": "19.0.1.1.0",
    "development_status": "Beta",
    "category": "Medical Compliance",
    "author": "Med Suite Maintainers",
    "license": "LGPL-3",
    "depends": ["med_base"],
    "data": [
        # security
        "security/ir.model.access.csv",
        "security/med_qualification_rules.xml",
        # data
        "data/med_credential_type_data.xml",
        "data/med_credential_type_field_data.xml",
        "data/med_requirement_customer_data.xml",
        "data/med_requirement_supplier_data.xml",
        "data/med_requirement_own_data.xml",
        "data/med_credential_type_contract_data.xml",
        "data/med_gate_check_data.xml",
        "data/med_qualification_cron.xml",
        "data/med_law_link_data.xml",
        # wizards
        "wizards/med_credential_renewal_views.xml",
        "wizards/med_dossier_decision_views.xml",
        # reports: the forms below print them
        "report/med_dossier_report.xml",
        "report/med_contract_report.xml",
        # views
        "views/med_credential_type_views.xml",
        "views/med_requirement_views.xml",
        "views/med_credential_views.xml",
        "views/med_credential_rules_views.xml",
        "views/med_credential_certificate_views.xml",
        "views/med_dossier_views.xml",
        "views/med_law_views.xml",
        "views/med_seal_views.xml",
        "views/res_partner_views.xml",
        "views/product_views.xml",
        "views/med_background_finding_views.xml",
        "views/med_contract_views.xml",
        "views/med_qualification_menus.xml",
    ],
    "assets": {
        "web.assets_backend": ["med_qualification/static/src/components/**/*"],
        "web.assets_tests": ["med_qualification/static/tests/tours/*.js"],
    },
}
