// The small behaviours of every page. Each page works without them.

import { startForms } from "./forms";
import { startFormulas } from "./formulas";
import { startKeys } from "./keys";
import { startSuggestions } from "./suggest";
import { startTheme } from "./theme";
import { startToasts } from "./toasts";

startTheme();
startForms();
startFormulas();
startKeys();
startSuggestions();
startToasts();
