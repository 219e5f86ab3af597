// htmx for staff pages, locked down for the strict policy: no evaluation, no inline styles, no scripts in answers.

import htmx from "htmx.org";

htmx.config.allowEval = false;
htmx.config.includeIndicatorStyles = false;
htmx.config.allowScriptTags = false;
htmx.config.selfRequestsOnly = true;
htmx.config.historyCacheSize = 0; // pages of signed-in people are not kept in the browser's storage
