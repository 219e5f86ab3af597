// The small behaviours of every page. Each page works without them.

import { startAsking } from "./asking";
import { startDrafts } from "./drafts";
import { startForms } from "./forms";
import { startFormulas } from "./formulas";
import { startKeys } from "./keys";
import { startSuggestions } from "./suggest";
import { startTheme } from "./theme";
import { startToasts } from "./toasts";

startTheme();
startAsking(); // before startForms, which holds a form that is on its way
startForms();
startFormulas();
startDrafts();
startKeys();
startSuggestions();
startToasts();
