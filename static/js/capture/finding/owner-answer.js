/** What the owner has said about a point, in a short line; two facts, claim and check, are kept apart. */
import { date, has, t } from "../../small/texts.js";

/** @param {any} claim `{answer, date?, at?, words?}`, a code, or nothing */
export function ownerAnswer(claim) {
  const answer = typeof claim === "string" ? claim : claim?.answer;
  if (!answer || !has(`claim_${answer}`)) return t("claim_none");
  const day = claim.date ?? claim.answered_on ?? claim.at ?? claim.answered_at;
  return t("claim_said", {
    claim: t(`claim_${answer}`),
    date: day ? date(day.length === 10 ? `${day}T12:00:00Z` : day, { day: "numeric", month: "long" }) : "",
  }).trim();
}
