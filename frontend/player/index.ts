// The player bundle: registers <hoc-player> and <hoc-question>.
//
// <hoc-player> takes an attempt from the lobby to the receipt. The page around it gives, as attributes:
//   data-attempt       UUID of the attempt
//   data-state         not_started | in_progress | submitted | void
//   data-start-url     POST: start or resume          data-save-url      POST: events
//   data-submit-url    POST: hand in                  data-package-url   GET: the sealed package
//   data-plain-url     GET: the package in the clear (bearer of the token)
//   data-csrf          the CSRF token for data-start-url
//   data-sign-in-url   where this pupil signs in again (opened in a new tab when the session has run out)
//   data-opens, data-server-now   ISO 8601; the first may be missing
//   data-name          who is taking it, e.g. "Nguyễn Thị Thuỷ, 10A1"; beside it the page's own `<form data-player-leave>`
//   data-time-zone     e.g. Asia/Ho_Chi_Minh, for times of day
//   data-home-url      where "leave this page" goes after the receipt
// The words come as `{{ … |json_script:"player-words" }}`: template tag `{% load player %}{% player_words %}`.
// What stands inside <hoc-player> in the page (title, rules, "needs JavaScript") stays above the lobby's button and goes
// away once the questions are on screen.
//
// <hoc-player preview data-plain-url="…"> shows a package as a pupil sees it and stores nothing anywhere.
//
// <hoc-question data-component="multiple-choice" data-properties='{…}' data-value='"o2"' data-mode="take|review|key"
// data-number="3"> draws one question alone (also in question.js, the small bundle for editor and result pages):
// `value` is set and read as a property, `answer` events bubble; review and key show the key's properties if they are there.
// Its words: `{% load questions %}{% question_words %}`.

import { HocOffline } from "./offline";
import { HocPlayer } from "./player";
import { HocQuestion } from "./question";

if (!customElements.get("hoc-question")) {
  customElements.define("hoc-question", HocQuestion);
}
customElements.define("hoc-player", HocPlayer);
customElements.define("hoc-offline", HocOffline);
