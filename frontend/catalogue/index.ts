// Describing materials: cards arrive as files become ready, typing saves itself, files are put in place.

import { startAutosave } from "./autosave";
import { startBatch } from "./batch";
import { startFiles } from "./files";
import { startSeen } from "./seen";

startBatch();
startAutosave();
startFiles();
startSeen();
