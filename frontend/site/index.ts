// The small behaviours of every page. Each page works without them.

import { startDrafts } from "./drafts";
import { startForms } from "./forms";
import { startFormulas } from "./formulas";
import { startKeys } from "./keys";
import { startSuggestions } from "./suggest";
import { startTheme } from "./theme";
import { startToasts } from "./toasts";

startTheme();
startForms();
startFormulas();
startDrafts();
startKeys();
startSuggestions();
startToasts();
