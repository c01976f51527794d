"""Looking again (återbesök): what the owner has said, and what is seen now."""

from field.followups import OUTCOMES, REASONS
from field.handovers import ANSWERS, STATES
from field.kit.i18n import N_

WORDS = {
    # follow-up
    "owner_said": N_("Ägaren sa:"),
    "owner_short": N_("Ägaren: %(claim)s"),
    "claim_said": N_("%(claim)s %(date)s"),
    "claim_none": STATES["open"].phone,
    "ghost_hint": N_("Förra bilden som skugga – ställ dig rätt"),
    "before": N_("Förut"),
    "now": N_("Nu"),
    "take_again": N_("Ta om bilden"),
    "compare": N_("Visa mer av förut eller nu"),
    "verify_dark": N_("Lampor går bara att bedöma i mörker, eller när de är tända."),
    "why_not": N_("Varför kan det inte bedömas?"),
    "check_kept": N_("Sparat: %(outcome)s"),
    **{f"claim_{code}": answer.phone for code, answer in ANSWERS.items()},
    **{f"outcome_{code}": outcome.phone for code, outcome in OUTCOMES.items()},
    **{f"why_{code}": reason.staff for code, reason in REASONS.items()},
}
