"""What the columns of a case node's tables have in common; each entry stands in its model, beside the columns."""

from __future__ import annotations

from midex.kernel.field import Handling, Retention, Starts
from midex.kernel.law import Law
from midex.kernel.purpose import Purpose
from midex.kernel.role import Role
from midex.services.declarations.column import NoPerson

GDPR = "Regulation (EU) 2016/679"

STAFF_TARGETED = "a member of staff is threatened or coerced"
IMPERSONATED = "somebody acts in the name of a member of staff"
SINGLED_OUT = "the person is singled out in a small group"
EXISTENCE = "it is learnt that a person is registered here"
FOUND = "those the person fled from find the person or the family"
PRESSURED = "the person is put under pressure or loses a claim"

_WATCH = frozenset({Role.SUPERVISOR, Role.DATA_PROTECTION_OFFICER})
_CASEWORK = frozenset(
    {Role.REGISTRATION_OFFICER, Role.CASEWORKER, Role.GUARDIAN, Role.TRAFFICKING_OFFICER, Role.SUPERVISOR}
)


def _handling(purpose: Purpose, article: str, kept: Retention, readers: frozenset[Role]) -> Handling:
    return Handling(purpose=purpose, basis=Law(GDPR, article), retention=kept, readers=readers)


ACCOUNT = _handling(
    Purpose.SUPERVISION, "art. 32(4)", Retention(1, Starts.LEFT), _WATCH | frozenset({Role.ADMINISTRATOR})
)
"""Who works here."""

PROOF = _handling(Purpose.SUPERVISION, "art. 32(1)(b)", Retention(1, Starts.LEFT), frozenset())
"""What proves who somebody is; read by the program alone."""

SIGNED_IN = _handling(Purpose.SUPERVISION, "art. 32(1)(b)", Retention(1, Starts.RECORDED), frozenset())
"""Where somebody is signed in; read by the account itself, and gone when the session ends."""

ACCOUNTED = _handling(Purpose.SUPERVISION, "art. 5(2)", Retention(10, Starts.RECORDED), _WATCH)
"""What staff did: the account that is given of it."""

CASE = _handling(Purpose.REGISTRATION, "art. 5(2)", Retention(10), _CASEWORK)
"""That there is a case, and how far it is."""

PROTECTION = _handling(Purpose.PROTECTION, "art. 9(2)(g)", Retention(10), _CASEWORK)
"""How closely a case is kept."""

BEGUN = _handling(Purpose.REGISTRATION, "art. 5(1)(e)", Retention(0, Starts.RECORDED, hours=24), _CASEWORK)
"""What an account typed into a form and did not finish; opened for that account alone."""

NUMBER = NoPerson("a number of the table's own")
COUNTER = NoPerson("counts uses, and says nothing of who or when")
DRAWN = NoPerson("drawn at random, or a hash of sealed content")
