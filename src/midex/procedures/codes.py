"""Codes that events of more than one field of law have in common; each procedure knows its own besides."""

from __future__ import annotations

from enum import Enum

from midex.kernel.tier import Tier


class Language(Enum):
    """Languages in which a person can be told their rights (ISO 639-1; sr in both scripts)."""

    ALBANIAN = "sq"
    ARABIC = "ar"
    BENGALI = "bn"
    BOSNIAN = "bs"
    CROATIAN = "hr"
    ENGLISH = "en"
    FRENCH = "fr"
    KURDISH = "ku"
    MACEDONIAN = "mk"
    MONTENEGRIN = "cnr"
    PASHTO = "ps"
    PERSIAN = "fa"
    RUSSIAN = "ru"
    SERBIAN = "sr"
    SOMALI = "so"
    TIGRINYA = "ti"
    TURKISH = "tr"
    URDU = "ur"
    OTHER = "other"


class SpecificNeed(Enum):
    """UNHCR's categories of specific needs (Guidance on the use of standardized specific needs codes, 2009)."""

    CHILD_AT_RISK = "CR"
    CHILD_ALONE = "SC"
    WOMAN_AT_RISK = "WR"
    OLDER_PERSON = "ER"
    SINGLE_PARENT = "SP"
    DISABILITY = "DS"
    MEDICAL = "SM"
    FAMILY_UNITY = "FU"
    LEGAL_PROTECTION = "LP"
    TORTURE = "TR"
    VIOLENCE = "SV"


class Closer(Enum):
    """Tiers in which fewer people see a case than in the standard one (`kernel.tier`)."""

    PROTECTED = Tier.PROTECTED.value
    CHILD = Tier.CHILD.value
    TRAFFICKING = Tier.TRAFFICKING.value
