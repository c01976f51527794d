"""Looking again (återbesök): what the owner has said, and what is seen now."""

from field.followups import CHOICES, REASONS
from field.kit.i18n import N_

WORDS = {
    # follow-up
    "owner_said": N_("Ägaren sa:"),
    "owner_short": N_("Ägaren: %(claim)s"),
    "claim_said": N_("%(claim)s %(date)s"),
    "claim_none": N_("inget svar än"),
    "claim_received": N_("har tagit emot det"),
    "claim_fixed": N_("fixat"),
    "claim_planned": N_("planerat till"),
    "claim_partly": N_("delvis fixat"),
    "claim_not_ours": N_("inte deras"),
    "claim_wont": N_("blir inte gjort"),
    "claim_question": N_("behöver veta mer"),
    "ghost_hint": N_("Förra bilden som skugga – ställ dig rätt"),
    "before": N_("Förut"),
    "now": N_("Nu"),
    "take_again": N_("Ta om bilden"),
    "compare": N_("Visa mer av förut eller nu"),
    "verify_dark": N_("Lampor går bara att bedöma i mörker, eller när de är tända."),
    "why_not": N_("Varför kan det inte bedömas?"),
    "check_kept": N_("Sparat: %(outcome)s"),
    **{f"outcome_{code}": name for code, name in CHOICES.items()},
    **{f"why_{code}": name for code, name in REASONS.items()},
}
