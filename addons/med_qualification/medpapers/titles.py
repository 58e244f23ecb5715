"""What kind of paper a file is likely to be, by its name. A proposal, never a decision."""

import unicodedata

# the first one that fits; longer names stand before those they contain
_WORDS = (
    ("医疗器械经营许可", "operating_licence"),
    ("经营许可证", "operating_licence"),
    ("三类许可", "operating_licence"),
    ("经营备案", "operating_filing"),
    ("二类备案", "operating_filing"),
    ("生产许可", "manufacturing_licence"),
    ("生产备案", "manufacturing_filing"),
    ("执业许可", "institution_licence"),
    ("事业单位法人", "public_institution_certificate"),
    ("民办非企业", "private_nonenterprise_certificate"),
    ("诊所备案", "clinic_filing"),
    ("变更文件", "change_notice"),
    ("注册变更", "change_notice"),
    ("备案凭证", "filing_certificate"),
    ("一类备案", "filing_certificate"),
    ("注册证", "registration_certificate"),
    ("业务员授权", "salesperson_authorisation"),
    ("销售人员授权", "salesperson_authorisation"),
    ("委托书", "salesperson_authorisation"),
    ("法人授权", "salesperson_authorisation"),
    ("产品授权", "distribution_authorisation"),
    ("经销授权", "distribution_authorisation"),
    ("代理授权", "distribution_authorisation"),
    ("授权书", "distribution_authorisation"),
    ("身份证", "salesperson_identity"),
    ("质量保证协议", "quality_agreement"),
    ("质保协议", "quality_agreement"),
    ("随货同行", "slip_sample"),
    ("印章", "slip_sample"),
    ("开票", "billing_information"),
    ("开户", "billing_information"),
    ("自查报告", "annual_report"),
    ("使用需求", "need_statement"),
    ("标签", "label_sample"),
    ("技术要求", "technical_requirements"),
    ("营业执照", "business_licence"),
)


def guess_type(file_name):
    """Code of the credential type that a file's name speaks of, else ""."""
    name = unicodedata.normalize("NFKC", str(file_name or ""))
    return next((code for words, code in _WORDS if words in name), "")
