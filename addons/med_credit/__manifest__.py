{
    "name": "Medical Credit",
    "summary": "Score, grade, limit, exposure and holds of customers on credit",
    "version": "19.0.1.0.0",
    "development_status": "Beta",
    "category": "Medical Compliance",
    "author": "Med Suite Maintainers",
    "license": "LGPL-3",
    "depends": ["med_qualification"],
    "data": [
        # security
        "security/med_credit_groups.xml",
        "security/ir.model.access.csv",
        "security/med_credit_rules.xml",
        "security/med_credit_limit_rules.xml",
        "security/med_credit_score_rules.xml",
        # data
        "data/med_credit_segment_data.xml",
        "data/med_credit_route_data.xml",
        "data/med_gate_check_credit_data.xml",
        "data/med_credit_scorecard_data.xml",
        "data/med_credit_score_cron.xml",
        # views
        "views/med_credit_menus.xml",
        "views/med_credit_segment_views.xml",
        "views/med_credit_account_views.xml",
        "views/med_credit_account_exposure_views.xml",
        "views/med_credit_change_views.xml",
        "views/med_credit_group_views.xml",
        "views/med_credit_security_views.xml",
        "views/med_credit_financial_views.xml",
        "views/med_credit_account_limit_views.xml",
        "views/med_credit_run_views.xml",
        "views/med_credit_scorecard_views.xml",
        "views/med_credit_grade_views.xml",
        "views/med_credit_account_score_views.xml",
        "views/res_partner_views.xml",
        # wizards
        "wizards/med_credit_release_wizard_views.xml",
    ],
    "assets": {
        "web.assets_backend": ["med_credit/static/src/components/**/*"],
    },
}
