/**
 * Reads aloud with the phone's own voice, where it has one for the language; where it has none, says so
 * instead of reading wrongly.
 */

/** Is there a voice for this language on the phone, without network? @param {string} language */
export function canSpeak(language) {
  if (!("speechSynthesis" in window)) return false;
  const wanted = language.slice(0, 2);
  const voices = speechSynthesis.getVoices();
  return voices.length === 0 || voices.some((voice) => voice.lang.toLowerCase().startsWith(wanted));
}

/** @param {string} words @param {string} language @returns {boolean} false when it cannot be said */
export function speak(words, language) {
  if (!canSpeak(language)) return false;
  hush();
  const said = new SpeechSynthesisUtterance(words);
  said.lang = language === "sv-easy" ? "sv" : language;
  said.rate = 0.92;
  speechSynthesis.speak(said);
  return true;
}

export const hush = () => {
  if ("speechSynthesis" in window) speechSynthesis.cancel();
};
