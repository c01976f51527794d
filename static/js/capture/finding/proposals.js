/**
 * Proposals on the finding's screen: the leader takes or leaves what another phone says of it; whoever
 * proposed is told that it was sent, and what stands.
 */
import { differences } from "./differences.js";
import { kindName } from "./kind-words.js";
import { accuracyWords } from "../parts/fields.js";
import { again } from "../router.js";
import { isLeader, state } from "../state.js";
import { fromFeed, sync, waiting } from "../walk/team-findings.js";
import { decide } from "../../outbox/send/send.js";
import { announce } from "../../small/announce.js";
import { button, el, icon, swap } from "../../small/dom.js";
import { t } from "../../small/texts.js";

const PROPOSED = ["proposed", "after-protocol"];

/** @param {import("../../outbox/item/item.js").Item} item */
export async function proposalNotes(item) {
  const stands = await fromFeed(item.id);
  const mine = stands && item.flags?.some((flag) => PROPOSED.includes(flag)) && sentNote(item, stands);
  const rows = isLeader() && item.state === "kept" ? await waiting(item.id) : [];
  return [mine, ...rows.map((row) => leaderNote(stands ?? item.body, row))];
}

function sentNote(item, stands) {
  const changes = between(item.body, stands);
  return (
    changes.length > 0 &&
    el(
      "div",
      { class: "note", "data-proposed": true },
      icon("check"),
      el(
        "div",
        null,
        el("p", null, t("proposal_sent")),
        el("p", null, el("strong", null, t("proposal_stands"))),
        el(
          "ul",
          null,
          changes.map(([name, , now]) => el("li", null, label(name), ": ", value(name, now, stands))),
        ),
      ),
    )
  );
}

function leaderNote(stands, row) {
  const told = el("p", { role: "alert" });
  return el(
    "div",
    { class: "note", "data-proposal": row.id },
    icon("users"),
    el(
      "div",
      null,
      el("p", null, el("strong", null, t("proposal_waits"))),
      el(
        "ul",
        null,
        between(stands, row.body).map(([name, was, said]) =>
          el(
            "li",
            null,
            label(name),
            ": ",
            el("del", { dir: "auto" }, value(name, was, stands)),
            " → ",
            el("ins", { dir: "auto" }, value(name, said, row.body)),
          ),
        ),
      ),
      el(
        "div",
        { class: "buttons" },
        button("", () => press(row, "take", told), icon("check"), t("proposal_take")),
        button("quiet", () => press(row, "leave", told), icon("x"), t("proposal_leave")),
      ),
      told,
    ),
  );
}

/** Nothing is kept for later: what was proposed may have been said anew by then. */
async function press(row, verb, told) {
  const answer = await decide(row.finding, row.id, verb, state.pass.pass);
  if (answer.verdict === "unreachable" || answer.verdict === "busy")
    return swap(told, t("proposal_needs_network"));
  const done = verb === "take" ? "proposal_taken" : "proposal_left";
  announce(t(answer.verdict === "ok" ? done : "proposal_not_decided"));
  await sync(state.pass).catch(() => {});
  return again();
}

const between = (stands, said) =>
  differences(
    stands,
    said,
    state.data.asked.map((each) => each.code),
  );

const field = (name) => state.data.asked.find((each) => each.code === name);

const label = (name) =>
  name === "position" ? t("where") : name === "kind" ? t("what_kind") : (field(name)?.label ?? name);

function value(name, said, body) {
  if (name === "kind") return kindName(said, body.type);
  if (name === "position") return accuracyWords(said);
  const word = (code) => field(name)?.choices?.find((each) => each.code === code)?.label ?? String(code);
  if (said && typeof said === "object") return Object.values(said).filter(Boolean).map(word).join(", ");
  return said ? word(said) : t("not_said");
}
